import { describe, expect, test } from '@jest/globals';
import { Upkeep } from '../../../apps/api/event-log/upkeep.ts';
import { crest as command } from '../../cli/support/run-crest.ts';
import { outreachCrest } from '../support/outreach-crest.ts';

const crest = await outreachCrest();
const ids = Array.from({ length: 30 }, (_, i) => `c${i}`);
await crest.enroll(...ids);
await crest.advance('P10D');
await crest.send('post', '/v1/events', {
  events: ids.slice(0, 9).map((contact, i) => ({
    ...{ eventId: `reply-${i}`, type: 'replied', contact },
    occurredAt: '2026-01-12T08:00:00Z',
  })),
});
await crest.drain();
await crest.app.listen(0, '127.0.0.1');
const there = {
  environment: { CREST_URL: await crest.app.getUrl(), CREST_KEY: await crest.makeScopedKey('admin') },
};

async function reports(): Promise<string> {
  const texts: string[] = [];
  for (const path of [
    'sequences/outreach/steps?by=variant',
    'sequences/outreach/peak',
    'experiments/outreach.intro/results',
  ])
    texts.push((await crest.call('get', `/v1/${path}`)).text);
  return texts.join('\n');
}

/** Runs a command while a sink carries what is to be carried. */
async function whileSinking(argv: string[]) {
  let over = false;
  const run = command(argv, there).finally(() => {
    over = true;
  });
  while (!over) {
    await crest.drain();
    await new Promise(setImmediate);
  }
  return run;
}

const before = await reports();

test('crest events replay, twice: every report is the same, byte for byte', async () => {
  expect(before).toContain('"replied"');
  for (let round = 0; round < 2; round++) {
    const { exit, out } = await whileSinking(['events', 'replay']);
    expect(out).toMatch(/^\d+ events, of which 0 lie aside; 0 gaps\n$/);
    expect(exit).toBe(0);
    expect(await reports()).toBe(before);
  }
});

test.each([
  ['--from', 'log'],
  ['--from', 'events'],
  ['--months', '2026-01'],
])('crest events rebuild %s %s: every report is the same, byte for byte', async (...flags) => {
  const { exit, out } = await whileSinking(['events', 'rebuild', ...flags]);
  expect({ exit, out }).toEqual({ exit: 0, out: 'The tables are new\n' });
  expect(await reports()).toBe(before);
});

test('crest events compare: nothing is wrong; a lost row is found, with where, and exit code 3', async () => {
  const sound = await command(['events', 'compare'], there);
  expect(sound.out).toMatch(/^\d+ events compared, 0 missing, 0 counts wrong\n$/);
  expect(sound.exit).toBe(0);
  await crest.clickhouse.command({
    query: `alter table step_rollup delete where step = 'intro' and kind = 'sent' settings mutations_sync = 2`,
  });
  await crest.clickhouse.command({
    query: `alter table events delete where step = 'last' and type = 'replied' settings mutations_sync = 2`,
  });
  for (let run = 0; run < 25; run++) {
    await crest.advance('PT1H');
    await crest.send('post', '/v1/event-log/compare', {});
  }
  const { exit, out } = await command(['events', 'compare'], there);
  expect(exit).toBe(3);
  expect(out).toMatch(/^outreach +last +replied +\d missing in 202601$/m);
  expect(out).toMatch(/^outreach +intro +sent +step_rollup: 0 for \d+$/m);
  expect((await crest.get('/v1/sequences/outreach/steps')).completeness.mismatches).toBeGreaterThan(0);
});

describe('who asks wrongly is told so', () => {
  test('a month that is none', async () => {
    const { status, body } = await crest.call('post', '/v1/event-log/rebuild').send({ months: ['2026-13'] });
    expect({ status, code: body.code, detail: body.detail }).toEqual({
      ...{ status: 400, code: 'input-invalid', detail: 'months[0]: is not a month such as 2026-01.' },
    });
  });

  test('a source that is none', async () => {
    const { body } = await crest.call('post', '/v1/event-log/rebuild').send({ source: 'memory' });
    expect(body).toMatchObject({ detail: 'source: is not known here.', fix: 'Use one of: log, events.' });
  });

  test('a second rebuild while one is at work', async () => {
    const upkeep = crest.app.get(Upkeep);
    let finish = () => {};
    upkeep.start(
      'rebuild',
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    const { status, body } = await crest.call('post', '/v1/event-log/rebuild').send({});
    expect({ status, code: body.code }).toEqual({ status: 409, code: 'rebuild-running' });
    expect(await crest.get('/v1/event-log')).toMatchObject({ atWork: 'rebuild', failed: null });
    finish();
    await upkeep.idle();
  });

  test('what fails is said, and forgotten when the next one begins', async () => {
    const upkeep = crest.app.get(Upkeep);
    upkeep.start('rebuild', () => Promise.reject(new Error('no room on the disk')));
    await upkeep.idle();
    expect(await crest.get('/v1/event-log')).toMatchObject({
      failed: { what: 'rebuild', reason: 'no room on the disk' },
    });
    expect((await command(['events', 'replay'], there)).said).toContain('no room on the disk');
    upkeep.start('rebuild', async () => undefined);
    await upkeep.idle();
    expect(await crest.get('/v1/event-log')).toMatchObject({ failed: null, atWork: null });
  });

  test('a key that may not do everything', async () => {
    const writer = await crest.makeScopedKey('write', 'read');
    for (const path of ['replay', 'rebuild', 'compare'])
      expect((await crest.callAs(writer, 'post', `/v1/event-log/${path}`)).status).toBe(403);
    expect((await crest.callAs(writer, 'get', '/v1/event-log')).status).toBe(200);
  });
});
