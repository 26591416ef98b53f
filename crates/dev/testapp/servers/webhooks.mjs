// A receiver of webhooks that verifies each by the reference library (standardwebhooks), tells it, and answers as told.
//
// Settings: `secret`; `replies`, by path: `{ status, headers, body }`, or `endless` (a body without end), `drip` (a byte now and then)
// or `silent` (no answer). `key`, `cert` (PEM) make it speak TLS.

import http from 'node:http';
import https from 'node:https';
import { Webhook } from 'standardwebhooks';

const reference = settings.secret && new Webhook(settings.secret);

/** What the reference library says of the message, and the signature it would have made. */
const judge = (headers, body) => {
  if (!reference) return {};
  const signed = reference.sign(headers['webhook-id'] ?? '', new Date(headers['webhook-timestamp'] * 1000), body);
  try {
    reference.verify(body, headers, { jsonParse: false });
    return { verified: true, signed };
  } catch (error) {
    return { verified: false, signed, reason: error.message };
  }
};

const answer = (response, { status = 200, headers = {}, body = '', endless, drip, silent }) => {
  if (silent) return;
  response.writeHead(status, headers);
  if (drip) {
    const timer = setInterval(() => response.write('.'), 50);
    response.on('close', () => clearInterval(timer));
  } else if (endless) {
    const more = () => {
      while (!response.destroyed && response.write('x'.repeat(65_536)));
    };
    response.on('drain', more);
    more();
  } else {
    response.end(body);
  }
};

const receive = async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const { method, url, headers } = request;
  tell({ method, url, headers, body, ...judge(headers, body) });
  answer(response, settings.replies?.[url] ?? {});
};

const server = settings.key ? https.createServer({ key: settings.key, cert: settings.cert }, receive) : http.createServer(receive);

// A client that goes away is no reason to end.
process.on('unhandledRejection', () => {});
tell({ address: await listen(server) });
