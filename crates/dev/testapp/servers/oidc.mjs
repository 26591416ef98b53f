// An OpenID Connect provider (oidc-provider). It shows a form to sign in, with the subject of an account and any password, and one to
// agree; both are left out where a browser did so before.
//
// Settings: `accounts`, claims by subject; `configuration` as the provider takes it (`clients` above all). The scope `groups` gives the
// claim `groups`. `PUT /accounts/SUBJECT` with claims as JSON changes an account while it runs, DELETE takes it away.

import { generateKeyPairSync } from 'node:crypto';
import http from 'node:http';
import { Provider } from 'oidc-provider';

const server = http.createServer();
const address = await listen(server);
const issuer = `http://${address}`;
const accounts = new Map(Object.entries(settings.accounts ?? {}));

const findAccount = (context, id) =>
  accounts.has(id) ? { accountId: id, claims: () => ({ sub: id, ...accounts.get(id) }) } : undefined;

const key = (...kind) => ({ ...generateKeyPairSync(...kind).privateKey.export({ format: 'jwk' }), use: 'sig' });

const provider = new Provider(issuer, {
  claims: {
    openid: ['sub'],
    profile: ['name', 'preferred_username'],
    email: ['email', 'email_verified'],
    groups: ['groups'],
  },
  cookies: { keys: ['a key for this test run alone'] },
  features: { backchannelLogout: { enabled: true } },
  // Its own dispatcher refuses addresses of this machine, where the receivers of logout notices are in a test.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  jwks: {
    keys: [
      key('rsa', { modulusLength: 2048 }),
      key('ec', { namedCurve: 'P-256' }),
      key('ec', { namedCurve: 'P-384' }),
      key('ed25519'),
    ],
  },
  pkce: { required: () => true },
  ...settings.configuration,
  findAccount,
});

const answer = provider.callback();

const changeAccount = async (request, response) => {
  const id = decodeURIComponent(request.url.slice('/accounts/'.length));
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  if (request.method === 'PUT') accounts.set(id, JSON.parse(Buffer.concat(chunks)));
  else accounts.delete(id);
  response.writeHead(200, { 'content-length': 0 }).end();
};

server.on('request', (request, response) =>
  request.url.startsWith('/accounts/') ? changeAccount(request, response) : answer(request, response),
);
tell({ address, issuer });
