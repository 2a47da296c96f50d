import { fileURLToPath } from 'node:url';
import { describe, expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { StartedDemo } from '../support/start-demo.ts';
import { inBrowser, startBrowser, type WatchedPage } from './support/browser.ts';

const SCREENSHOT = fileURLToPath(new URL('../../../docs/screenshot.png', import.meta.url));

/** For the README: from the top of the page to the charts of the running test. */
async function takeScreenshot(page: Page): Promise<void> {
  const charts = await page.locator('.test-charts').boundingBox();
  const height = Math.ceil((charts?.y ?? 0) + (charts?.height ?? 0)) + 4;
  await page.setViewportSize({ width: 1280, height });
  await page.screenshot({ path: SCREENSHOT });
}

/** Pixels of the chart that are not its empty ground, and those in the color of the peak. */
function countPixels(canvas: HTMLElement): { drawn: number; accent: number } {
  if (!(canvas instanceof HTMLCanvasElement)) return { drawn: 0, accent: 0 };
  const accent = getComputedStyle(document.documentElement).getPropertyValue('--accent').trim();
  const wanted = [1, 3, 5].map((at) => Number.parseInt(accent.slice(at, at + 2), 16));
  const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
  const counted = { drawn: 0, accent: 0 };
  for (let at = 0; at < pixels.length; at += 4) {
    if (pixels[at + 3] !== 0) counted.drawn += 1;
    if (pixels[at + 3] === 255 && wanted.every((part, i) => pixels[at + i] === part)) counted.accent += 1;
  }
  return counted;
}

/** What the page shows of the demo, in a real browser. The last test moves the clock. */
export function describeLandingPage(app: () => StartedDemo): void {
  describe('the landing page', () => {
    const open = startBrowser();

    async function openPage(): Promise<WatchedPage> {
      const watched = await open();
      await watched.page.goto(await app().link());
      await watched.page.waitForSelector('[data-peak="true"]');
      return watched;
    }

    inBrowser('the page says in one sentence where the sequence peaks, and marks that step', async () => {
      const { page } = await openPage();
      const peak = page.locator('[data-peak="true"]');
      expect(await peak.count()).toBe(1);
      expect(await peak.getAttribute('data-step')).toBe('case-study');
      expect(await peak.textContent()).toContain('Peak');
      expect(await page.textContent('#sentence')).toMatch(
        /^Replies peak at Case study \(step 3 of 7, day 4\): \d/,
      );
      if (process.env.CREST_SCREENSHOT === '1') await takeScreenshot(page);
    });

    inBrowser('the chart is drawn, with the peak in its own color and the sentence as its name', async () => {
      const { page } = await openPage();
      const chart = page.locator('#steps-chart');
      const { drawn, accent } = await chart.evaluate(countPixels);
      expect(drawn).toBeGreaterThan(10_000);
      expect(accent).toBeGreaterThan(2_000);
      expect(await chart.getAttribute('role')).toBe('img');
      expect(await chart.getAttribute('aria-label')).toBe(await page.textContent('#sentence'));
    });

    inBrowser('the running test names its winner in words', async () => {
      const { page } = await openPage();
      const test = page.locator('[data-test="b2b-outbound.case-study"]');
      expect(await test.locator('.badge').textContent()).toBe('Winner: b');
      expect(await test.locator('[data-arm]').count()).toBe(2);
    });

    inBrowser('nothing is asked from elsewhere and nothing is complained about', async () => {
      const { page, complaints, requests } = await openPage();
      await page.waitForSelector('#mailbox-link:not([hidden])');
      expect(requests.filter((url) => new URL(url).origin !== app().origin)).toEqual([]);
      expect(complaints).toEqual([]);
    });

    inBrowser('a day passes at the press of a button: the clock and the counts move', async () => {
      const { page, complaints } = await openPage();
      const clock = async () => Date.parse(`${await page.textContent('#clock-date')} UTC`);
      const before = { at: await clock(), counts: await page.textContent('#steps-table') };
      await page.click('#advance-day');
      await page.waitForSelector('#clock[aria-busy="false"]', { timeout: 60_000 });
      expect((await clock()) - before.at).toBe(86_400_000);
      expect(await page.textContent('#clock-said')).toMatch(/\d+.(mails? went out|repl(y|ies) came in)/);
      expect(await page.textContent('#steps-table')).not.toBe(before.counts);
      expect(complaints).toEqual([]);
    });
  });
}
