import { describe, expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { StartedDemo } from '../support/start-demo.ts';
import { inBrowser, startBrowser } from './support/browser.ts';

interface Steps {
  readonly completeness: { readonly pending: number };
  readonly steps: readonly { readonly key: string; readonly replied: number }[];
}

/** The place of a column among the numbers of a row. */
async function columnOf(page: Page, name: string): Promise<number> {
  const heads = await page.locator('#steps-table thead th').allTextContents();
  return heads.indexOf(name) - 1;
}

/** What the page of captured mail does to the demo, in a real browser. It enrolls a contact and moves the clock. */
export function describeCapturedMail(app: () => StartedDemo): void {
  describe('the captured mail', () => {
    const open = startBrowser();

    inBrowser('a reply is pressed: it counts once on the dashboard, and ends the sequence', async () => {
      const demo = app();
      const contact = { id: 'visitor', email: 'visitor@example.com', firstName: 'Vi', company: 'Acme' };
      await demo.post('/v1/sequences/b2b-outbound/enrollments', { enrollments: [{ contact }] });
      await demo.post('/v1/clock/advance', { by: 'P3D' });
      // The sink carries on what was logged; a report says when it lacks nothing.
      const countReplies = async (): Promise<number> => {
        const { steps, completeness } = await demo.get<Steps>('/v1/sequences/b2b-outbound/steps');
        if (completeness.pending > 0) return countReplies();
        return steps.find(({ key }) => key === 'intro')?.replied ?? 0;
      };
      const before = await countReplies();

      const { page, complaints } = await open();
      await page.goto(await demo.link());
      await page.click('#mailbox-link:not([hidden])');
      await page.waitForSelector('#mail:not([hidden])');
      await page.fill('#filter-to', 'visitor@');
      await page.waitForFunction(() =>
        document.getElementById('mail-to')?.textContent?.startsWith('visitor'),
      );
      expect(await page.locator('#mail-list li').count()).toBe(1);
      expect(await page.textContent('#mail-body')).toContain('Hi Vi');
      expect(await page.textContent('#mail-standing')).toContain('Under way');

      await page.click('#answer-reply');
      await page.waitForSelector('#answers[aria-busy="false"]');
      expect(await page.textContent('#answers-said')).toMatch(/^Accepted: .* It ends the sequence/);
      expect(await page.textContent('#mail-standing')).toMatch(/^Left the sequence on .*: replied\.$/);
      await page.click('#answer-reply');
      await page.waitForFunction(() =>
        document.getElementById('answers-said')?.textContent?.startsWith('Duplicate'),
      );

      expect(await countReplies()).toBe(before + 1);
      await page.click('#mail-numbers');
      await page.waitForSelector('[data-step="intro"]');
      const replied = page.locator('[data-step="intro"] td').nth(await columnOf(page, 'Replied'));
      expect(await replied.textContent()).toBe(String(before + 1));
      expect(complaints).toEqual([]);
    });
  });
}
