import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CannedAnswers } from './canned-answers.ts';
import { CANNED_SEQUENCES } from './canned-sequences.ts';

const ROOT = fileURLToPath(new URL('../../../../', import.meta.url));
const CHART = join(dirname(createRequire(import.meta.url).resolve('chart.js')), 'chart.umd.min.js');
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

/** Answers of its own for some paths, in place of the canned ones. */
export type Override = (path: string, canned: CannedAnswers) => { status: number; body: unknown } | null;

export interface StubApi {
  readonly url: string;
  close(): Promise<void>;
}

/** The page's files and canned answers over real HTTP, with a content security policy as strict as the real one. */
export async function startStubApi(override: Override = () => null): Promise<StubApi> {
  const canned = new CannedAnswers();
  const server = createServer((request, response) => {
    answer(canned, override, request, response).catch((error: unknown) => {
      json(response, 500, { detail: String(error) });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  canned: CannedAnswers,
  override: Override,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? '/', 'http://stub');
  const replaced = override(pathname, canned);
  if (replaced !== null) return json(response, replaced.status, replaced.body);
  if (!pathname.startsWith('/v1/')) return file(pathname, response);
  const found = await cannedAnswer(canned, pathname, request);
  if (found === null) return json(response, 404, { title: 'Not found', detail: `There is no ${pathname}.` });
  return json(response, 200, found);
}

async function cannedAnswer(
  canned: CannedAnswers,
  pathname: string,
  request: IncomingMessage,
): Promise<unknown> {
  if (pathname === '/v1/clock') return canned.clock();
  if (pathname === '/v1/mailbox') return { total: 31_204 };
  if (pathname === '/v1/sequences') return canned.sequences();
  if (pathname.startsWith('/v1/experiments/')) return canned.experiment();
  if (pathname === '/v1/clock/advance') {
    const { by } = JSON.parse(await text(request)) as { by: string };
    return canned.advance(by === 'P7D' ? 7 : 1);
  }
  const [, key, report] = /^\/v1\/sequences\/([^/]+)\/(steps|peak)$/.exec(pathname) ?? [];
  const sequence = CANNED_SEQUENCES.find((one) => one.key === key);
  if (sequence === undefined) return null;
  return report === 'peak' ? canned.peak(sequence) : canned.steps(sequence);
}

async function file(pathname: string, response: ServerResponse): Promise<void> {
  const name = pathname === '/' ? 'index.html' : pathname.replace(/^\/assets\//, '');
  const folder = extname(name) === '.js' ? 'dist/dashboards' : 'dashboards';
  const path = name === 'chart.umd.min.js' ? CHART : join(ROOT, folder, name);
  const bytes = await readFile(path).catch(() => null);
  if (bytes === null) return json(response, 404, { title: 'Not found', detail: `There is no ${pathname}.` });
  response.writeHead(200, {
    'content-type': TYPES[extname(name)] ?? 'text/plain',
    'content-security-policy':
      "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  });
  response.end(bytes);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    'content-type': status < 400 ? 'application/json' : 'application/problem+json',
  });
  response.end(JSON.stringify(body));
}

async function text(request: IncomingMessage): Promise<string> {
  let all = '';
  for await (const chunk of request) all += String(chunk);
  return all;
}
