import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readAssets } from '../../../apps/api/dashboard/assets.ts';
import { DASHBOARD_POLICY } from '../../../apps/api/dashboard/policy.ts';
import { MAIL_POLICY, mailPage } from '../../../apps/api/mailbox/mail-page.ts';
import { CannedAnswers } from './canned-answers.ts';
import { CANNED_SEQUENCES } from './canned-sequences.ts';

const assets = await readAssets();

/** Answers of its own for some paths, in place of the canned ones. */
export type Override = (path: string, canned: CannedAnswers) => { status: number; body: unknown } | null;

export interface StubApi {
  readonly url: string;
  close(): Promise<void>;
}

/** The page's files and canned answers over real HTTP under the real content security policy. */
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
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stub');
  const replaced = override(pathname, canned);
  if (replaced !== null) return json(response, replaced.status, replaced.body);
  if (pathname.endsWith('/html')) return mail(canned, pathname, response);
  if (!pathname.startsWith('/v1/')) return page(pathname, response);
  const found = await cannedAnswer(canned, { pathname, searchParams }, request);
  if (found === null) return json(response, 404, { title: 'Not found', detail: `There is no ${pathname}.` });
  return json(response, 200, found);
}

async function cannedAnswer(
  canned: CannedAnswers,
  { pathname, searchParams }: Pick<URL, 'pathname' | 'searchParams'>,
  request: IncomingMessage,
): Promise<unknown> {
  if (pathname === '/v1/clock') return canned.clock();
  if (pathname === '/v1/mailbox') return canned.mailbox.list(searchParams);
  const [, answered] = /^\/v1\/mailbox\/([^/]+)\/answers$/.exec(pathname) ?? [];
  if (answered !== undefined) {
    const { answer } = JSON.parse(await text(request)) as { answer: string };
    return canned.mailbox.take({ mail: answered, answer });
  }
  if (pathname.startsWith('/v1/mailbox/')) return canned.mailbox.find(pathname.slice('/v1/mailbox/'.length));
  if (pathname === '/v1/sequences') return canned.sequences();
  if (pathname.startsWith('/v1/experiments/')) return canned.experiment();
  if (pathname === '/v1/clock/advance') {
    const { by } = JSON.parse(await text(request)) as { by: string };
    return canned.advance(by === 'P7D' ? 7 : 1);
  }
  const [, key, report] = /^\/v1\/sequences\/([^/]+)\/(steps|peak)$/.exec(pathname) ?? [];
  const sequence = CANNED_SEQUENCES.find((one) => one.key === key);
  if (sequence === undefined) return null;
  const attribution = searchParams.get('attribution') ?? 'all';
  return report === 'peak' ? canned.peak(sequence, attribution) : canned.steps(sequence, attribution);
}

/** The HTML of a mail, as its test has put it there. */
function mail(canned: CannedAnswers, pathname: string, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': MAIL_POLICY });
  response.end(mailPage(canned.mailbox.html.get(pathname.split('/')[3] ?? '') ?? ''));
}

function page(pathname: string, response: ServerResponse): void {
  const pages = new Map([
    ['/', assets.index],
    ['/mailbox', assets.mailbox],
  ]);
  const asset = pages.get(pathname) ?? assets.files.get(pathname.replace(/^\/assets\//, ''));
  if (asset === undefined) {
    json(response, 404, { title: 'Not found', detail: `There is no ${pathname}.` });
    return;
  }
  response.writeHead(200, { 'content-type': asset.type, 'content-security-policy': DASHBOARD_POLICY });
  response.end(asset.body);
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
