import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Mailer } from '#runtime';
import { type FakeProvider, type Fault, RETRY_AFTER, type TakenMail } from './fake-provider.ts';

export interface Posted {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How a provider is spoken to and answers. */
export interface Dialect {
  mailer(url: string, timeoutMs?: number): Mailer;
  /** The mail in a request; null for a request that sends none. */
  read(request: Posted): Promise<TakenMail>;
  accepted(id: string): Answer;
  /** By fault, where the provider has words of its own. */
  readonly words: Readonly<Partial<Record<Fault, Answer>>>;
  /** Whether it recognizes this mail as one that it has. */
  repeated?(mail: TakenMail, journal: readonly TakenMail[]): boolean;
  /** Answers questions about what was sent. */
  lookup?(query: URLSearchParams, journal: readonly TakenMail[]): Answer;
}

const PLAIN: Partial<Record<Fault, Answer>> = {
  'rate-limited': { status: 429, headers: { 'retry-after': String(RETRY_AFTER) }, body: '{}' },
  unavailable: { status: 503, body: 'Service Unavailable' },
  'refuses-us': { status: 401, body: '{"message":"Unauthorized"}' },
  refused: { status: 422, body: '{"message":"The mail is too large"}' },
};

/** A provider's HTTP API on this machine, with faults. */
export async function fakeHttpProvider(dialect: Dialect, timeoutMs?: number): Promise<FakeProvider> {
  const journal: TakenMail[] = [];
  let faultOf: (recipient: string) => Fault | null = () => null;
  let asked = 0;

  const answer = async (request: Posted): Promise<Answer | 'hang' | 'cut'> => {
    const mail = await dialect.read(request);
    asked++;
    const fault = faultOf(mail.recipients[0] ?? '');
    if (fault === 'cut') return 'cut';
    const said = fault && (dialect.words[fault] ?? PLAIN[fault]);
    if (said) return said;
    if (!dialect.repeated?.(mail, journal)) journal.push(mail);
    if (fault === 'cut-taken') return 'cut';
    if (fault === 'hang-taken') return 'hang';
    if (fault === 'nonsense-taken') return { status: 200, body: '<html>Welcome to the hotel</html>' };
    return dialect.accepted(`id-${journal.length}`);
  };

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    );
    const said =
      request.method === 'GET' && dialect.lookup
        ? dialect.lookup(searchParams, journal)
        : await answer({ path: pathname, headers, body: Buffer.concat(chunks) });
    if (said === 'hang') return;
    if (said === 'cut') request.socket.destroy();
    else response.writeHead(said.status, { ...said.headers }).end(said.body);
  };

  const failures: unknown[] = [];
  // A connection that the server closed while a slow machine rested would lose a mail that nobody meant to lose.
  const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
    serve(request, response).catch((error: unknown) => {
      failures.push(error);
      response.writeHead(500).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const mailer = dialect.mailer(`http://127.0.0.1:${port}`, timeoutMs);
  const stop = async () => {
    server.closeAllConnections();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  };
  return {
    mailer,
    journal,
    asked: () => asked,
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
