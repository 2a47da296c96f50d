import { afterEach, expect } from '@jest/globals';
import type { Page } from 'playwright-core';
import { inBrowser, startBrowser, type WatchedPage } from './support/browser.ts';
import { type Override, type StubApi, startStubApi } from './support/stub-api.ts';

const open = startBrowser();
let stub: StubApi | null = null;
afterEach(async () => {
  await stub?.close();
  stub = null;
});

interface Opening {
  readonly override?: Override;
  readonly search?: string;
  readonly until?: string;
}

async function openMailbox(opening: Opening = {}): Promise<WatchedPage> {
  const { override, search = '', until = '#mail:not([hidden])' } = opening;
  stub = await startStubApi(override);
  const watched = await open();
  await watched.page.goto(`${stub.url}/mailbox${search}`);
  await watched.page.waitForSelector(until);
  return watched;
}

async function press(page: Page, button: string): Promise<string | null> {
  await page.click(button);
  await page.waitForSelector('#answers[aria-busy="false"]');
  return page.textContent('#answers-said');
}

const countMails = (page: Page) => page.locator('#mail-list li').count();

inBrowser('the newest mails are listed and the newest is open; older ones follow below', async () => {
  const { page, complaints } = await openMailbox();
  expect(await countMails(page)).toBe(20);
  expect(await page.textContent('#mail-count')).toBe('The newest 20 of 45 mails.');
  expect(await page.textContent('#mail-to')).toBe('ada-0@example.com');
  expect(await page.textContent('#mail-place')).toBe('B2B outbound cadence · case study · variant a');
  await page.click('#older');
  await page.waitForSelector('#mail-list li:nth-child(21)');
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain('donald-20@');
  await page.click('#older');
  await page.waitForSelector('#older[hidden]', { state: 'attached' });
  expect(await countMails(page)).toBe(45);
  expect(complaints).toEqual([]);
});

inBrowser('a mail without variants is not said to be one', async () => {
  const { page } = await openMailbox();
  const places = await page.locator('#mail-list .mail-place').allTextContents();
  expect(places).toContain('Free-trial nurture · trial end');
  expect(places.filter((place) => place.includes('default'))).toEqual([]);
});

inBrowser('an opened mail has an address of its own, and Back leads to the one before', async () => {
  const { page } = await openMailbox();
  await page.click('[data-mail$="000002"]');
  await page.waitForSelector('[data-mail$="000002"][aria-current]');
  expect(await page.textContent('#mail-to')).toBe('edsger-2@example.com');
  await page.reload();
  await page.waitForSelector('[data-mail$="000002"][aria-current]');
  await page.goBack();
  await page.waitForSelector('[data-mail$="000000"][aria-current]');
  expect(await page.textContent('#mail-to')).toBe('ada-0@example.com');
});

inBrowser('mails are found by sequence and by how the address begins', async () => {
  const { page } = await openMailbox();
  await page.selectOption('#filter-sequence', 'trial-nurture');
  await page.waitForFunction(
    () => document.getElementById('mail-to')?.textContent === 'barbara-3@example.com',
  );
  expect(await page.textContent('#mail-count')).toBe('11 mails, newest first.');
  await page.fill('#filter-to', 'nobody');
  await page.waitForSelector('#mail[hidden]', { state: 'attached' });
  expect(await page.textContent('#mail-count')).toBe('No mail matches this.');
  expect(new URL(page.url()).search).toBe('?sequence=trial-nurture&to=nobody');
  await page.click('#show-all');
  await page.waitForSelector('#mail:not([hidden])');
  expect(await countMails(page)).toBe(20);
});

inBrowser('each answer comes in as a mail to the one that is open, once', async () => {
  const sent: unknown[] = [];
  const { page, complaints } = await openMailbox({
    override: (path, canned) => {
      if (path === '/v1/mailbox') sent.splice(0, sent.length, canned.mailbox.answers);
      return null;
    },
  });
  expect(await press(page, '#answer-reply')).toMatch(/^Accepted: the reply .* ends the sequence/);
  expect(await page.textContent('#mail-standing')).toMatch(/^Left the sequence on .*: replied\.$/);
  expect(await press(page, '#answer-reply')).toMatch(/^Duplicate: the reply/);
  expect(await press(page, '#answer-bounce')).toMatch(/^Accepted: the bounce .* had ended before/);
  expect(await press(page, '#answer-unsubscribe')).toMatch(/^Accepted: the unsubscribe/);
  const mail = '00000000-0000-5000-8000-000000000000';
  expect(sent).toEqual([
    [
      { mail, answer: 'reply' },
      { mail, answer: 'bounce' },
      { mail, answer: 'unsubscribe' },
    ],
  ]);
  expect(complaints).toEqual([]);
});

inBrowser('a double click is one answer, and another mail begins with nothing said', async () => {
  const { page } = await openMailbox();
  await page.dblclick('#answer-reply');
  await page.waitForSelector('#answers[aria-busy="false"]');
  expect(await page.locator('#mail-seen li').allTextContents()).toHaveLength(2);
  await page.click('[data-mail$="000001"]');
  await page.waitForSelector('[data-mail$="000001"][aria-current]');
  expect(await page.textContent('#answers-said')).toBe('');
});

inBrowser('an answer that did not get through leaves the mail open, and the problem is shown', async () => {
  const body = { detail: 'No answer from postgres.', fix: 'Start it again.' };
  const { page } = await openMailbox({
    override: (path) => (path.endsWith('/answers') ? { status: 503, body } : null),
  });
  expect(await press(page, '#answer-reply')).toContain('may not have come in');
  expect(await page.textContent('#notice')).toContain('No answer from postgres.');
  expect(await page.isVisible('#mail-body')).toBe(true);
});

inBrowser('a mail that holds markup is shown as it is written and runs nothing', async () => {
  const markup = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
  const { page, complaints } = await openMailbox({
    override: (path, canned) => {
      const mail = {
        ...canned.mailbox.find(path.slice('/v1/mailbox/'.length)),
        subject: markup,
        body: markup,
      };
      return path.startsWith('/v1/mailbox/') ? { status: 200, body: mail } : null;
    },
  });
  expect(await page.textContent('#mail-body')).toBe(markup);
  expect(await page.textContent('#mail-subject')).toBe(markup);
  expect(await page.locator('main img, main script').count()).toBe(0);
  expect(complaints).toEqual([]);
});

inBrowser('the HTML of a mail is shown, runs nothing, and its links open pages of their own', async () => {
  const id = '00000000-0000-5000-8000-000000000000';
  const { page } = await openMailbox({
    override: (_, canned) => {
      const script =
        '<script>top.document.title=1</script><img src="data:," onerror="document.body.remove()">';
      canned.mailbox.html.set(id, `<p>Hi <b>ada</b></p><a href="/assets/logo.svg">Logo</a>${script}`);
      return null;
    },
  });
  const frame = page.frameLocator('#mail-html');
  expect(await frame.locator('p').textContent()).toBe('Hi ada');
  const [opened] = await Promise.all([page.context().waitForEvent('page'), frame.locator('a').click()]);
  await opened.waitForURL('**/assets/logo.svg');
  expect(await page.title()).toContain('Captured mail');
  expect(await frame.locator('b').textContent()).toBe('ada');
  await page.click('[data-mail$="000001"]');
  await page.waitForSelector('[data-mail$="000001"][aria-current]');
  expect(await page.isVisible('#mail-html')).toBe(false);
});

inBrowser('an empty mailbox says what fills it, alone on the page, on the wall clock too', async () => {
  const { page } = await openMailbox({
    override: (path, canned) => {
      if (path === '/v1/clock') return { status: 200, body: { ...canned.clock(), mode: 'wall' } };
      return path === '/v1/mailbox' ? { status: 200, body: { total: 0, mail: [], nextCursor: null } } : null;
    },
    until: '#notice:not([hidden])',
  });
  expect(await page.locator('h1:visible').allTextContents()).toEqual(['No captured mail yet']);
  expect(await page.isVisible('#clock')).toBe(false);
});

inBrowser('a mail that is not there is said, until another one is opened', async () => {
  const { page } = await openMailbox({ search: '?mail=none', until: '#notice:not([hidden])' });
  expect(await page.textContent('#notice')).toContain('There is no /v1/mailbox/none.');
  expect(await countMails(page)).toBe(20);
  await page.click('[data-mail$="000001"]');
  await page.waitForSelector('#notice[hidden]', { state: 'attached' });
});

inBrowser('a session that has ended says how to get a new one', async () => {
  const { page } = await openMailbox({
    override: (path) => (path.startsWith('/v1/') ? { status: 401, body: {} } : null),
    until: '#notice:not([hidden])',
  });
  expect(await page.textContent('#notice')).toContain('the link that npm start printed');
});

inBrowser('the clock is moved here too, and the mails are read again', async () => {
  const { page } = await openMailbox();
  await page.click('#advance-day');
  await page.waitForSelector('#clock[aria-busy="false"]');
  expect(await page.textContent('#clock-date')).toContain('28 April');
  expect(await countMails(page)).toBe(20);
});

inBrowser('the page fits a phone and a wide screen, and a phone is brought to the opened mail', async () => {
  const { page } = await openMailbox();
  for (const width of [390, 768, 1280, 1920]) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate(() => {
      for (const place of document.querySelectorAll('#mail-subject, #mail-body, .mail-to, #mail-to'))
        place.textContent = 'W'.repeat(200);
      const link = document.getElementById('mailbox-link');
      if (link) link.textContent = 'Captured mail (31,204)';
    });
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect([width, tooWide]).toEqual([width, 0]);
  }
  await page.setViewportSize({ width: 390, height: 900 });
  await page.click('[data-mail$="000004"]');
  await page.waitForFunction(() => document.activeElement?.id === 'mail-subject');
  expect(await page.textContent('#mail-said')).toBe('The mail to alan-4@example.com is open.');
  expect(await page.locator('#mail-subject').isVisible()).toBe(true);
});

inBrowser('with the keyboard alone a mail is opened and answered, and the focus stays', async () => {
  const { page } = await openMailbox();
  await page.focus('[data-mail$="000001"]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-mail$="000001"][aria-current]');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('data-mail'))).toMatch(/1$/);
  await page.focus('#answer-reply');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#answers[aria-busy="false"]');
  expect(await page.textContent('#answers-said')).toMatch(/^Accepted/);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('answer-reply');
});
