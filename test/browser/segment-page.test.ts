import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { calledEvents } from '../http/support/segment-call.ts';
import { testCrest } from '../http/support/test-crest.ts';
import { inBrowser, startBrowser } from './support/browser.ts';

const ROOT = new URL('.', import.meta.resolve('#package.json'));
/** analytics.js as a site serves it, of the package as it comes from npm. */
const CLIENT = dirname(createRequire(import.meta.url).resolve('@segment/analytics-next/dist/umd/index.js'));

const crest = await testCrest();
const pageKey = await crest.makeScopedKey('page');
await crest.app.listen(0, '127.0.0.1');
const api = `127.0.0.1:${(crest.app.getHttpServer().address() as AddressInfo).port}`;

/** What docs/segment.md has a page do, but for where Crest is. */
const text = await readFile(new URL('docs/segment.md', ROOT), 'utf8');
const [, example = ''] = /^```js\n(.*AnalyticsBrowser\.load[^`]*)```/m.exec(text) ?? [];
const script = example.replace('crest.example.com', api).replace("'https'", "'http'");

/** A site of somebody's: another origin, with the client and the script of the page. */
const site = createServer(async ({ url = '/' }, response) => {
  if (url === '/favicon.ico') return response.writeHead(204).end();
  if (url.startsWith('/client/')) {
    const file = await readFile(join(CLIENT, url.slice('/client/'.length)));
    return response.writeHead(200, { 'content-type': 'text/javascript' }).end(file);
  }
  const load = `const { AnalyticsBrowser } = AnalyticsNext; const pageKey = '${pageKey}';`;
  return response
    .writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
    .end(`<title>Pricing</title><script src="/client/index.js"></script><script>${load}${script}</script>`);
}).listen(0, '127.0.0.1');
afterAll(() => void site.close());
const page = () => `http://127.0.0.1:${(site.address() as AddressInfo).port}/`;

const open = startBrowser();

/** Until Crest has answered so many calls of a page: analytics.js sends some when whoever called it has gone on. */
function answers(tab: Page, calls: number): Promise<void> {
  let left = calls;
  return new Promise((resolve) => {
    tab.on('response', (response) => {
      if (new URL(response.url()).host !== api) return;
      left -= 1;
      if (left === 0) resolve();
    });
  });
}

test('docs/segment.md has an example for pages', () => {
  expect(script).toContain(api);
});

inBrowser(
  'analytics.js on a page of another site, as docs/segment.md has it: each call counts once',
  async () => {
    const { page: tab, complaints } = await open();
    const answered = answers(tab, 4);
    await tab.goto(page());
    await tab.evaluate(`(async () => {
    await analytics.identify('ada', { email: 'ada@example.com', plan: 'trial' });
    await analytics.page('Pricing');
    await analytics.track('Trial Converted', { revenue: 49.9, currency: 'USD' });
  })()`);
    await answered;
    const events = await calledEvents(crest.sql);
    expect(events.map(({ name }) => name).sort()).toEqual([
      'pricing-compared',
      'trial-converted',
      'viewed-pricing-page',
    ]);
    const { body } = await crest.call('get', '/v1/contacts/ada');
    expect(body).toMatchObject({ email: 'ada@example.com', attributes: { plan: 'trial' } });
    expect(complaints).toEqual([]);
  },
);

inBrowser('a page can send with its key, and read nothing', async () => {
  const { page: tab } = await open();
  await tab.goto(page());
  const read = (path: string, headers: object) =>
    tab.evaluate(
      `fetch('http://${api}${path}', { headers: ${JSON.stringify(headers)} }).then(({ status }) => status, String)`,
    );
  const authorization = `Bearer ${pageKey}`;
  expect(await read('/v1/contacts', { authorization })).toMatch(/Failed to fetch/);
  expect(await read('/v1/contacts', {})).toMatch(/Failed to fetch/);
  const { status } = await crest.callAs(pageKey, 'get', '/v1/contacts');
  expect(status).toBe(403);
});
