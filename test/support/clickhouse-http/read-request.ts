import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** A request, as ClickHouse's HTTP interface takes it apart. */
export interface Asked {
  /** The statement of the address, and after it the body: rows of an insert, or the statement itself. */
  readonly text: string;
  readonly queryId: string;
  readonly sessionId: string | null;
  readonly database: string | null;
  readonly format: string;
  readonly settings: readonly (readonly [name: string, value: string])[];
  readonly params: readonly (readonly [name: string, value: string])[];
  readonly user: string;
  readonly password: string;
  /** The answer may be packed with gzip. */
  readonly packs: boolean;
  /** A GET changes nothing. */
  readonly reads: boolean;
}

/** What stands in the address and is no setting of the engine. */
const OWN = new Set([
  ...['query', 'query_id', 'session_id', 'session_timeout', 'session_check', 'close_session', 'database'],
  ...['default_format', 'user', 'password', 'role', 'quota_key', 'compress', 'decompress', 'stacktrace'],
  ...['buffer_size', 'wait_end_of_query', 'client_protocol_version'],
  // Settings of the HTTP server, which is not in the library.
  ...['enable_http_compression', 'send_progress_in_http_headers'],
]);
const isOwn = (name: string) => OWN.has(name) || name.startsWith('param_') || name.startsWith('http_');

export async function readRequest(request: IncomingMessage): Promise<Asked> {
  const { searchParams: asked } = new URL(request.url ?? '/', 'http://front');
  const { headers } = request;
  const sent = await buffer(request);
  const body = headers['content-encoding'] === 'gzip' ? await promisify(gunzip)(sent) : sent;
  const query = asked.get('query');
  const [user, password] = credentialsOf(request, asked);
  return {
    text: query === null ? body.toString() : `${query}${body.length > 0 ? `\n${body}` : ''}`,
    queryId: asked.get('query_id') || randomUUID(),
    sessionId: asked.get('session_id'),
    database: asked.get('database') ?? header(request, 'x-clickhouse-database'),
    format: asked.get('default_format') ?? header(request, 'x-clickhouse-format') ?? 'TabSeparated',
    settings: [...asked].filter(([name]) => !isOwn(name)),
    params: [...asked].flatMap(([name, value]) =>
      name.startsWith('param_') ? [[name.slice('param_'.length), value] as const] : [],
    ),
    user,
    password,
    packs:
      asked.get('enable_http_compression') === '1' && /\bgzip\b/.test(String(headers['accept-encoding'])),
    reads: request.method === 'GET',
  };
}

/** Basic, or headers, or the address, in this order; who says nothing is `default`. */
function credentialsOf(request: IncomingMessage, asked: URLSearchParams): [user: string, password: string] {
  const [, basic] = /^Basic\s+(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (basic !== undefined) {
    const text = Buffer.from(basic, 'base64').toString();
    const colon = text.indexOf(':');
    return [text.slice(0, colon), text.slice(colon + 1)];
  }
  return [
    header(request, 'x-clickhouse-user') ?? asked.get('user') ?? 'default',
    header(request, 'x-clickhouse-key') ?? asked.get('password') ?? '',
  ];
}

function header({ headers }: IncomingMessage, name: string): string | null {
  const value = headers[name];
  return typeof value === 'string' ? value : null;
}
