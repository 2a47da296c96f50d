import { afterEach, expect } from '@jest/globals';
import { inBrowser, startBrowser, type WatchedPage } from './support/browser.ts';
import { CANNED_SEQUENCES, type CannedSequence } from './support/canned-sequences.ts';
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

async function openPage({ override, search = '', until = '[data-step]' }: Opening): Promise<WatchedPage> {
  stub = await startStubApi(override);
  const watched = await open();
  await watched.page.goto(`${stub.url}/${search}`);
  await watched.page.waitForSelector(until);
  return watched;
}

function outbound(): CannedSequence {
  const [found] = CANNED_SEQUENCES;
  if (found === undefined) throw new Error('There are no canned sequences');
  return found;
}

inBrowser('every post-purchase step is shown against its own goal, and none as the peak', async () => {
  const { page } = await openPage({ search: '?sequence=post-purchase' });
  expect(await page.textContent('#sentence')).toMatch(/^Each step has its own goal/);
  expect(await page.locator('[data-peak="true"]').count()).toBe(0);
  expect(await page.textContent('[data-step="review"]')).toContain('review submitted');
});

inBrowser('the address holds the sequence, and Back leads to the one before', async () => {
  const { page } = await openPage({});
  await page.click('[data-sequence="trial-nurture"]');
  await page.waitForSelector('[data-step="trial-end"]');
  expect(new URL(page.url()).search).toBe('?sequence=trial-nurture');
  expect(await page.title()).toContain('Free-trial nurture');
  await page.goBack();
  await page.waitForSelector('[data-step="case-study"]');
  expect(await page.getAttribute('[data-sequence="b2b-outbound"]', 'aria-current')).toBe('page');
});

inBrowser(
  'answers that are guessed can be left out of the whole page, and the address keeps it',
  async () => {
    const { page, requests, complaints } = await openPage({});
    const rate = () => page.locator('[data-step="intro"] strong').textContent();
    const all = await rate();
    expect(await page.isChecked('#direct-only')).toBe(false);
    const asked = requests.length;
    await page.getByLabel('Count only events that name their mail or task').check();
    await page.waitForFunction(
      (before) => document.querySelector('[data-step="intro"] strong')?.textContent !== before,
      all,
    );
    expect(Number.parseFloat((await rate()) ?? '')).toBeCloseTo(Number.parseFloat(all ?? '') / 2, 0);
    const reports = requests.slice(asked).filter((url) => /\/(steps|peak|results)\?/.test(url));
    expect(reports.length).toBeGreaterThanOrEqual(3);
    for (const url of reports) expect(new URL(url).searchParams.get('attribution')).toBe('direct');
    expect(new URL(page.url()).search).toBe('?sequence=b2b-outbound&attribution=direct');

    await page.click('[data-sequence="trial-nurture"]');
    await page.waitForSelector('[data-step="trial-end"]');
    expect(new URL(page.url()).search).toBe('?sequence=trial-nurture&attribution=direct');
    expect(await page.isChecked('#direct-only')).toBe(true);
    await page.goBack();
    await page.waitForSelector('[data-step="case-study"]');
    await page.goBack();
    await page.waitForFunction(
      (before) => document.querySelector('[data-step="intro"] strong')?.textContent === before,
      all,
    );
    expect(await page.isChecked('#direct-only')).toBe(false);
    expect(complaints).toEqual([]);
  },
);

inBrowser(
  'by the keyboard, too; where the report fails no figures stand there, and Back shows those before',
  async () => {
    let fails = false;
    const { page } = await openPage({
      override: (path) =>
        fails && path.endsWith('/peak')
          ? { status: 500, body: { title: 'Broken', detail: 'It took too long.' } }
          : null,
    });
    const shown = await page.locator('[data-step="intro"] strong').textContent();
    fails = true;
    await page.focus('#direct-only');
    await page.keyboard.press('Space');
    await page.waitForSelector('#notice:not([hidden])');
    expect(await page.textContent('#notice')).toContain('It took too long.');
    expect(await page.isVisible('[data-step="intro"]')).toBe(false);
    fails = false;
    await page.goBack();
    await page.waitForSelector('#notice', { state: 'hidden' });
    expect(await page.locator('[data-step="intro"] strong').textContent()).toBe(shown);
    expect(await page.isChecked('#direct-only')).toBe(false);
  },
);

inBrowser('a name that holds markup is shown as it is written and runs nothing', async () => {
  const name = '<img src=x onerror="document.title=1"><b>Intro</b>';
  const { page, complaints } = await openPage({
    override: (path, canned) => {
      if (!path.endsWith('/steps')) return null;
      const report = canned.steps(outbound());
      return { status: 200, body: { ...report, steps: report.steps.map((step) => ({ ...step, name })) } };
    },
  });
  expect(await page.textContent('[data-step="intro"] th')).toContain(name);
  expect(await page.locator('main img').count()).toBe(0);
  expect(await page.title()).toContain('Crest');
  expect(complaints).toEqual([]);
});

inBrowser('an empty install shows the call that makes the first sequence', async () => {
  const { page } = await openPage({
    override: (path, canned) => {
      if (path === '/v1/clock') return { status: 200, body: { ...canned.clock(), mode: 'wall' } };
      return path === '/v1/sequences' ? { status: 200, body: { sequences: [], nextCursor: null } } : null;
    },
    until: '#notice:not([hidden])',
  });
  expect(await page.textContent('#notice')).toContain(
    `curl -X PUT http://${new URL(page.url()).host}/v1/sequences/`,
  );
  expect(await page.isVisible('#clock')).toBe(false);
  expect(await page.locator('h1:visible').allTextContents()).toEqual(['No sequences yet']);
  await page.setViewportSize({ width: 390, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
});

inBrowser(
  'every published sequence has a tab: those of later pages, not one archived as a draft',
  async () => {
    let pages = 0;
    const { page } = await openPage({
      override: (path, canned) => {
        if (path !== '/v1/sequences') return null;
        pages += 1;
        const [first, ...others] = canned.sequences().sequences;
        const unread = { key: 'abandoned', name: 'Abandoned', state: 'archived', version: null };
        const body =
          pages === 1
            ? { sequences: [unread, first], nextCursor: 'more' }
            : { sequences: others, nextCursor: null };
        return { status: 200, body };
      },
    });
    const tabs = await page
      .locator('#sequences a')
      .evaluateAll((links) => links.map((link) => link.getAttribute('data-sequence')));
    expect(tabs).toEqual(CANNED_SEQUENCES.map(({ key }) => key));
  },
);

inBrowser(
  'the counts fit a laptop without scrolling sideways, and names without spaces a phone',
  async () => {
    const long = 'W'.repeat(200);
    const { page } = await openPage({});
    await page.setViewportSize({ width: 1280, height: 900 });
    const hidden = () =>
      page.locator('#steps-table .table-scroll').evaluate((table) => table.scrollWidth - table.clientWidth);
    expect(await hidden()).toBe(0);
    await page.evaluate((name) => {
      for (const place of document.querySelectorAll('.claim, #sequences a, [data-step] th span, h2'))
        place.textContent = name;
    }, long);
    await page.setViewportSize({ width: 390, height: 900 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0);
  },
);

inBrowser('a session that has ended says how to get a new one', async () => {
  const { page } = await openPage({
    override: (path) => (path.startsWith('/v1/') ? { status: 401, body: { detail: 'No session.' } } : null),
    until: '#notice:not([hidden])',
  });
  expect(await page.textContent('#notice')).toContain('the link that npm start printed');
});

inBrowser('a problem is shown with its detail and its fix', async () => {
  const body = { title: 'Slow', detail: 'The report took too long.', fix: 'Ask for fewer days.' };
  const { page } = await openPage({
    override: (path) => (path.endsWith('/peak') ? { status: 503, body } : null),
    until: '#notice:not([hidden])',
  });
  expect(await page.textContent('#notice')).toContain('The report took too long.');
  expect(await page.textContent('#notice')).toContain('Ask for fewer days.');
  expect(await page.isVisible('#steps')).toBe(false);
});

inBrowser('a clock that could not be moved leaves the numbers where they are', async () => {
  const body = { title: 'Busy', detail: 'The clock is being moved already.', fix: 'Wait for it.' };
  const { page } = await openPage({
    override: (path) => (path === '/v1/clock/advance' ? { status: 409, body } : null),
  });
  await page.click('#advance-week');
  await page.waitForSelector('#notice:not([hidden])');
  expect(await page.textContent('#notice')).toContain('The clock is being moved already.');
  expect(await page.isVisible('#steps-chart')).toBe(true);
  expect(await page.getAttribute('#clock', 'aria-busy')).toBe('false');
});

inBrowser('a young sequence says which steps have no data and how much is missing', async () => {
  const { page } = await openPage({
    override: (path, canned) => {
      if (path === '/v1/clock') canned.advance(-100);
      return null;
    },
  });
  expect(await page.textContent('[data-step="break-up"]')).toContain('no data yet');
  expect(await page.locator('[data-peak="true"]').count()).toBe(0);
});

inBrowser('the page fits a phone and a wide screen in both color schemes', async () => {
  const { page, complaints } = await openPage({});
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const width of [390, 768, 1280, 1920]) {
      await page.setViewportSize({ width, height: 900 });
      const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect([width, colorScheme, tooWide]).toEqual([width, colorScheme, 0]);
    }
  }
  expect(complaints).toEqual([]);
});

inBrowser(
  'with the keyboard alone the clock is reached and moved, and the focus stays on its button',
  async () => {
    const { page } = await openPage({});
    const before = await page.textContent('#clock-date');
    const focused = () => page.evaluate(() => document.activeElement?.id);
    for (let presses = 0; presses < 10 && (await focused()) !== 'advance-day'; presses += 1) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await page.waitForSelector('#clock[aria-busy="false"]');
    expect(await page.textContent('#clock-date')).not.toBe(before);
    expect(await focused()).toBe('advance-day');
  },
);
