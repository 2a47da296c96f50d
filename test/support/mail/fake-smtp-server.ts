import { EventEmitter, once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { Mailer } from '#runtime';
import { type FakeProvider, type Fault, SECRET, type TakenMail } from './fake-provider.ts';
import { readMime } from './read-mime.ts';

/** What a server says to RCPT TO instead of 250. */
const AT_RECIPIENT: Readonly<Record<string, string>> = {
  'rate-limited': '421 4.7.0 Too many connections, come back later',
  unavailable: '421 4.3.2 Shutting down',
  'bad-address': '550 5.1.1 No such user here',
  greylisted: '450 4.2.0 Greylisted, try again in five minutes',
  full: '552 5.2.2 Mailbox is full',
};

export interface FakeSmtpServer extends FakeProvider {
  readonly url: string;
  /** The mails as they came over the wire. */
  readonly raw: readonly string[];
  /** Whom the envelopes of these named as their sender. */
  readonly envelopes: readonly string[];
  connections(): number;
  /** The mail that is taken next. */
  next(): Promise<TakenMail>;
}

/** A mail server on this machine, with faults. It tells what it took, byte for byte. */
export async function fakeSmtpServer(mailerFor: (url: string) => Mailer): Promise<FakeSmtpServer> {
  const journal: TakenMail[] = [];
  const raw: string[] = [];
  const envelopes: string[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  let asked = 0;
  let faultOf: (recipient: string) => Fault | null = () => null;
  const news = new EventEmitter<{ taken: [TakenMail] }>();

  const converse = async (socket: Socket) => {
    const say = (line: string) => socket.write(`${line}\r\n`);
    let from = '';
    let recipients: string[] = [];
    const data: { lines: string[] | null } = { lines: null };
    let buffered = '';

    const take = async (lines: readonly string[]) => {
      const fault = faultOf(recipients[0] ?? '');
      if (fault === 'refused') return say('554 5.7.1 Looks like spam');
      if (fault === 'cut') return socket.destroy();
      const text = lines.map((line) => (line.startsWith('.') ? line.slice(1) : line)).join('\r\n');
      raw.push(text);
      envelopes.push(from);
      const mail = await readMime(text, from, recipients);
      journal.push(mail);
      news.emit('taken', mail);
      if (fault === 'cut-taken') return socket.destroy();
      if (fault === 'nonsense-taken') return say('Welcome to the hotel');
      return fault === 'hang-taken' ? undefined : say('250 2.0.0 Queued');
    };

    const command = async (line: string) => {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'EHLO') return say('250-fake\r\n250-AUTH PLAIN\r\n250 SMTPUTF8');
      if (verb === 'AUTH')
        return faultOf('') === 'refuses-us' ? say('535 5.7.8 Bad credentials') : say('235 2.7.0 In');
      if (verb === 'MAIL') {
        from = /<(.*?)>/.exec(line)?.[1] ?? '';
        recipients = [];
        return say('250 2.1.0 Ok');
      }
      if (verb === 'RCPT') {
        asked++;
        const recipient = /<(.*?)>/.exec(line)?.[1] ?? '';
        const fault = faultOf(recipient);
        if (fault === 'cut-early') return socket.destroy();
        const refusal = AT_RECIPIENT[fault ?? ''];
        if (refusal === undefined) recipients.push(recipient);
        return say(refusal ?? '250 2.1.5 Ok');
      }
      if (verb === 'DATA') {
        data.lines = [];
        return say('354 Go on');
      }
      if (verb === 'QUIT') return socket.end('221 2.0.0 Bye\r\n');
      return say('250 2.0.0 Ok');
    };

    say('220 fake ESMTP');
    socket.setEncoding('utf8');
    for await (const chunk of socket) {
      const lines = (buffered + String(chunk)).split('\r\n');
      buffered = lines.pop() ?? '';
      for (const line of lines) {
        const { lines: content } = data;
        if (content === null) await command(line);
        else if (line === '.') {
          data.lines = null;
          await take(content);
        } else content.push(line);
      }
    }
  };

  const failures: unknown[] = [];
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    converse(socket).catch((error: NodeJS.ErrnoException) => {
      // The faults cut connections, and so does whoever gives up.
      if (!['ECONNRESET', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'].includes(error.code ?? ''))
        failures.push(error);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `smtp://user:${SECRET}@127.0.0.1:${port}`;
  const mailer = mailerFor(url);
  const stop = async () => {
    for (const socket of sockets) socket.destroy();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  return {
    mailer,
    journal,
    url,
    raw,
    envelopes,
    next: () => new Promise((resolve) => news.once('taken', resolve)),
    asked: () => asked,
    connections: () => connections,
    fail(of) {
      faultOf = of;
    },
    stop,
    async close() {
      await mailer.close();
      await stop();
      if (failures.length > 0) throw failures[0];
    },
  };
}
