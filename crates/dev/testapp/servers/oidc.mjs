// An OpenID Connect provider (oidc-provider). Settings: `configuration` as the provider takes it; `accounts`, claims by subject.

import http from 'node:http';
import { Provider } from 'oidc-provider';

const server = http.createServer();
const address = await listen(server);
const issuer = `http://${address}`;

const findAccount = (context, id) => {
  const claims = settings.accounts?.[id];
  return claims && { accountId: id, claims: () => ({ sub: id, ...claims }) };
};

const provider = new Provider(issuer, { ...settings.configuration, findAccount });
server.on('request', provider.callback());
tell({ address, issuer });
