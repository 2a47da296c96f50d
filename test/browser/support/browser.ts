import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, test } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = [process.env.CHROMIUM_PATH ?? '', ...PLACES].find((path) => existsSync(path));

/** Alone on the machine: no look-ups of its own, no sandbox (tests may run as root), no proxy before localhost. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--no-proxy-server',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page that is being watched: what it complained about and what it asked for. */
export interface WatchedPage {
  readonly page: Page;
  readonly complaints: string[];
  readonly requests: string[];
}

/** A test in a real browser; without one it is skipped, and its name says why. */
export function inBrowser(name: string, run: () => Promise<void>): void {
  if (executablePath === undefined)
    test.skip(`${name} (no Chromium here: install it or set CHROMIUM_PATH)`, run);
  else test(name, run);
}

/** One browser for the tests of a file. Animations are off, so that what is drawn is drawn at once. */
export function startBrowser(): () => Promise<WatchedPage> {
  let browser: Browser | null = null;
  beforeAll(async () => {
    if (executablePath !== undefined) browser = await chromium.launch({ executablePath, args: ARGUMENTS });
  });
  afterAll(async () => {
    await browser?.close();
  });
  afterEach(async () => {
    await Promise.all(browser?.contexts().map((context) => context.close()) ?? []);
  });
  return async () => {
    if (browser === null) throw new Error('The browser has not been started');
    const viewport = { width: 1280, height: 1100 };
    const context = await browser.newContext({ viewport, reducedMotion: 'reduce', colorScheme: 'light' });
    // A browser that starts beside two busy workers takes its time.
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    return { page, complaints, requests };
  };
}
