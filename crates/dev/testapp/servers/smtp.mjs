// A mail server (smtp-server) that tells each mail it took, as an independent parser (mailparser) reads it.
//
// Settings: `key`, `cert` (PEM); `secure` (TLS from the first byte) or `starttls`; `user` and `password`.
// A recipient `NUMBER@...` is refused with that reply; a sender likewise. `data` says what follows a message: a reply's number,
// `break` (the connection is cut) or `hang` (no answer).

import { simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

const refused = (code) => Object.assign(new Error('said the test'), { responseCode: code });

const refuse = ({ address }, session, done) => {
  const code = Number(address.split('@')[0]);
  return code ? done(refused(code)) : done();
};

const smtp = new SMTPServer({
  key: settings.key,
  cert: settings.cert,
  secure: settings.secure,
  hideSTARTTLS: !settings.starttls,
  allowInsecureAuth: !settings.starttls,
  authOptional: !settings.user,
  closeTimeout: 100,
  onAuth({ username, password }, session, done) {
    const known = username === settings.user && password === settings.password;
    return known ? done(null, { user: username }) : done(new Error('wrong user or password'));
  },
  onMailFrom: refuse,
  onRcptTo: refuse,
  async onData(stream, session, done) {
    const chunks = [];
    for await (const chunk of stream) chunks.push(chunk);
    if (settings.data === 'hang') return;
    if (settings.data === 'break') {
      for (const connection of smtp.connections) connection._socket.destroy();
      return;
    }
    if (settings.data) return done(refused(settings.data));
    const raw = Buffer.concat(chunks);
    const { headers, headerLines, subject, text, html, messageId } = await simpleParser(raw, { skipTextLinks: true });
    tell({
      session: session.id,
      secure: session.secure,
      user: session.user,
      from: session.envelope.mailFrom.address,
      to: session.envelope.rcptTo.map(({ address }) => address),
      lines: headerLines.map(({ line }) => line),
      names: [...headers.keys()],
      addressees: headers.get('to')?.value,
      raw: raw.toString(),
      subject,
      text,
      html,
      messageId,
    });
    done();
  },
});

// A client that goes away is no reason to end.
smtp.on('error', () => {});

tell({ address: await listen(smtp.server) });
