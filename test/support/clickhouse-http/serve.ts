import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ChdbResult } from 'chdb';
import { type ChdbEngine, Refused } from './chdb-engine.ts';
import { type Asked, readRequest } from './read-request.ts';
import { statusOf } from './status-of.ts';

/** The one who may enter. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

const KEEP_ALIVE_S = 10;

/** ClickHouse's HTTP interface over the engine, as far as its official client goes. */
export function serveClickHouse(engine: ChdbEngine, login: Login): RequestListener {
  return (request, response) => {
    answer(engine, login, request, response).catch((error: unknown) => {
      refuse(engine, response, error);
    });
  };
}

async function answer(
  engine: ChdbEngine,
  login: Login,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://front');
  response.setHeader('keep-alive', `timeout=${KEEP_ALIVE_S}`);
  response.setHeader('x-clickhouse-server-display-name', 'chdb');
  if (pathname === '/ping' || pathname === '/replicas_status' || (pathname === '/' && isBare(request))) {
    response.end('Ok.\n');
    return;
  }
  if (pathname !== '/') {
    response.writeHead(404).end(`There is no handle ${pathname}\n`);
    return;
  }
  response.setHeader('x-clickhouse-query-id', searchParams.get('query_id') ?? '');
  const asked = await readRequest(request);
  admit(login, asked);
  const result = await engine.run(asked);
  const rows = Buffer.from(result?.bytes() ?? '');
  const body = asked.packs ? await promisify(gzip)(rows) : rows;
  response
    .writeHead(200, {
      'content-type': 'text/plain; charset=UTF-8',
      'x-clickhouse-timezone': 'UTC',
      'x-clickhouse-summary': JSON.stringify(summaryOf(result)),
      ...(asked.packs && { 'content-encoding': 'gzip' }),
      'content-length': body.length,
    })
    .end(body);
}

const isBare = ({ method, url }: IncomingMessage) => method === 'GET' && !url?.includes('?');

function admit({ user, password }: Login, asked: Asked): void {
  if (asked.user === user && asked.password === password) return;
  throw new Refused(
    516,
    'AUTHENTICATION_FAILED',
    `${asked.user}: Authentication failed: password is incorrect, or there is no user with such name.`,
  );
}

function summaryOf(result: ChdbResult | null): Record<string, string> {
  return {
    read_rows: String(result?.rowsRead ?? 0),
    read_bytes: String(result?.bytesRead ?? 0),
    elapsed_ns: String(Math.round((result?.elapsed ?? 0) * 1e9)),
  };
}

function refuse(engine: ChdbEngine, response: ServerResponse, error: unknown): void {
  const said = error instanceof Error ? error.message : String(error);
  const [, code = '1002'] = /Code: (\d+)\./.exec(said) ?? [];
  response
    .writeHead(statusOf(Number(code)), {
      'content-type': 'text/plain; charset=UTF-8',
      'x-clickhouse-exception-code': code,
    })
    .end(`${said} (version ${engine.version} (official build))\n`);
}
