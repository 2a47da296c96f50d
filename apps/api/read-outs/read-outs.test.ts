import { beforeAll, describe, expect, test } from '@jest/globals';
import { DomainError } from '#engine';
import { createInstallation, openPostgresEventLog, saveDraft } from '#storage';
import { loadEvents } from '../../../test/support/load-events.ts';
import { asOf, email, outbound, plantOutbound } from '../../../test/support/planted-outbound.ts';
import { DAY, isoTime, START, shuffled, uuidOf } from '../../../test/support/random-events.ts';
import { testClickHouse } from '../../../test/support/test-clickhouse.ts';
import { testDatabase } from '../../../test/support/test-database.ts';
import { publish } from '../sequences/publish.ts';
import { readPeak } from './peak.ts';
import { readResults } from './results.ts';
import type { Sources } from './sources.ts';
import { readSteps } from './steps.ts';

const { sql } = await testDatabase();
const clickhouse = await testClickHouse();
const { events, touches } = plantOutbound();
let sources: Sources;

async function published(key: string, content: object): Promise<void> {
  await saveDraft(sql, { now: START }, { workspaceId: sources.workspace.id, key, name: key, content });
  await publish(sql, { workspaceId: sources.workspace.id, key, now: START });
}

beforeAll(async () => {
  await createInstallation(sql, {
    ...{
      id: uuidOf('installation'),
      secret: new Uint8Array(32),
      workspace: 'default',
      clock: asOf,
      demo: null,
    },
  });
  const [workspace] = await sql<[{ id: number; key: string }]>`select id, key from workspace`;
  const log = await openPostgresEventLog(sql, 'test');
  sources = { sql, clickhouse, log, now: () => asOf, workspace };
  await published('outbound', outbound);
  await loadEvents(clickhouse, shuffled(1, events, 0.2), { token: 'planted', size: 10_000 });
  await sql`
    insert into contact (workspace_id, external_id, subject_key, created_at)
    select ${workspace.id}, n::text, n::text, ${new Date(START)} from generate_series(1, 6) n`;
  await sql`
    insert into enrollment (id, workspace_id, sequence_id, version, contact_id, entry_no, enrolled_at, state, cursor)
    select gen_random_uuid(), ${workspace.id}, s.id, 1, c.id, 1, ${new Date(START)},
      case c.external_id when '6' then 'exited' else 'active' end, case when c.external_id in ('1', '2') then 2 else 4 end
    from contact c cross join sequence s where s.key = 'outbound'`;
});

function planted(step: string, variant: string | null, days: number) {
  const of = touches.filter(
    (touch) => touch.step === step && (variant === null || touch.variant === variant),
  );
  const mature = of.filter(({ sentAt }) => sentAt !== null && sentAt + days * DAY <= asOf);
  return {
    sent: of.length,
    replied: of.filter(({ repliedAt }) => repliedAt !== null).length,
    trials: mature.length,
    successes: mature.filter(({ repliedAt }) => repliedAt !== null).length,
    immature: of.length - mature.length,
  };
}

describe('steps', () => {
  test('say what happened at each step, and its rate on mature touches', async () => {
    const answer = await readSteps(sources, { sequence: 'outbound', by: 'variant' });
    expect(answer).toMatchObject({
      asOf: isoTime(asOf),
      completeness: { pending: 0, deadLetters: 0, gaps: 0, mismatches: 0 },
      unit: 'enrollment',
      sequence: { key: 'outbound', name: 'Outbound', version: 1 },
      metric: 'replied',
    });
    expect(
      answer.steps.map(({ key, position, day, type, goal }) => [key, position, day, type, goal]),
    ).toEqual([
      ['intro', 1, 1, 'email', 'replied'],
      ['connect', 2, 3, 'task', 'replied'],
      ['case', 3, 4, 'email', 'replied'],
      ['pause', 4, 4, 'wait', 'replied'],
      ['last', 5, 10, 'email', 'replied'],
    ]);
    for (const [step, days] of [
      ['intro', 7],
      ['connect', 7],
      ['case', 7],
      ['last', 3],
    ] as const) {
      const expected = planted(step, null, days);
      const got = answer.steps.find(({ key }) => key === step);
      expect(got).toMatchObject({
        ...{ reached: expected.sent, sent: expected.sent, replied: expected.replied, bounced: 0, skipped: 0 },
        delivered: step === 'connect' ? null : expected.sent,
        rate: {
          trials: expected.trials,
          successes: expected.successes,
          denominator: 'sent',
          method: 'wilson',
          level: 0.95,
        },
        mature: { trials: expected.trials, immature: expected.immature },
      });
      expect(expected.immature).toBeGreaterThan(0);
    }
    expect(answer.steps.map(({ waiting }) => waiting)).toEqual([0, 0, 2, 0, 3]);
    expect(answer.steps[3]).toMatchObject({
      sent: 0,
      delivered: null,
      rate: { denominator: 'reached', successes: 0 },
    });
    expect(answer.steps[2]?.variants).toMatchObject(
      ['a', 'b'].map((key) => {
        const { sent, replied, trials, successes, immature } = planted('case', key, 7);
        return {
          key,
          subject: key.toUpperCase(),
          sent,
          replied,
          rate: { trials, successes },
          mature: { trials, immature },
        };
      }),
    );
  });

  test('have every field of the contract', async () => {
    const { steps } = await readSteps(sources, { sequence: 'outbound' });
    for (const step of steps) {
      expect(Object.keys(step)).toEqual(
        expect.arrayContaining([
          ...[
            'key',
            'position',
            'day',
            'type',
            'name',
            'purpose',
            'goal',
            'reached',
            'sent',
            'delivered',
            'opened',
          ],
          ...[
            'openedByMachine',
            'clicked',
            'replied',
            'converted',
            'unsubscribed',
            'bounced',
            'skipped',
            'waiting',
          ],
          ...['rate', 'mature', 'variants'],
        ]),
      );
    }
  });

  test('count the touches of the days that are asked for', async () => {
    const { steps } = await readSteps(sources, {
      sequence: 'outbound',
      from: '2026-01-10',
      to: '2026-01-20',
    });
    const sent = touches.filter(({ step, sentAt }) => {
      const day = isoTime(sentAt ?? 0).slice(0, 10);
      return step === 'case' && day >= '2026-01-10' && day < '2026-01-20';
    });
    expect(steps[2]).toMatchObject({ sent: sent.length, mature: { trials: sent.length, immature: 0 } });
    expect(sent.length).toBeGreaterThan(100);
  });

  test('know no deliveries where only bounces are reported, and give no rate per delivered mail', async () => {
    await published('smtp', { ...outbound, key: 'smtp', name: 'By SMTP' });
    const mails = events
      .filter(({ type, enrollmentNo }) => type !== 'delivered' && enrollmentNo <= 100)
      .map((event) => ({ ...event, sequence: 'smtp', eventId: uuidOf(`smtp ${event.eventId}`) }));
    const [sent] = mails.filter(({ type, step }) => type === 'sent' && step === 'intro');
    if (sent === undefined) throw new Error('an intro was sent');
    const bounce = { ...sent, type: 'bounced' as const, eventId: uuidOf('smtp bounce') };
    await loadEvents(clickhouse, [...mails, bounce], { token: 'smtp', size: 10_000 });
    const { steps } = await readSteps(sources, { sequence: 'smtp' });
    expect(steps[0]).toMatchObject({ key: 'intro', bounced: 1, delivered: null });
    await expect(readSteps(sources, { sequence: 'smtp', denominator: 'delivered' })).rejects.toMatchObject({
      code: 'deliveries-not-reported',
      field: 'denominator',
    });
  });

  test('by direct attribution know no deliveries where each is reported by guess alone', async () => {
    await published('guessing', { ...outbound, key: 'guessing', name: 'Guessing' });
    const mails = events
      .filter(({ enrollmentNo }) => enrollmentNo <= 100)
      .map((event) => ({
        ...{ ...event, sequence: 'guessing', eventId: uuidOf(`guessing ${event.eventId}`) },
        ...(event.type === 'delivered' ? { attribution: 'inferred' as const } : {}),
      }));
    await loadEvents(clickhouse, mails, { token: 'guessing', size: 10_000 });
    const ask = { sequence: 'guessing', denominator: 'delivered' } as const;
    const all = await readSteps(sources, ask);
    const direct = await readSteps(sources, { sequence: 'guessing', attribution: 'direct' });
    expect(all.steps[0]).toMatchObject({ key: 'intro', sent: 100, delivered: 100, rate: { trials: 100 } });
    expect(direct.steps[0]).toMatchObject({
      key: 'intro',
      sent: 100,
      delivered: null,
      rate: { trials: 100 },
    });
    await expect(readSteps(sources, { ...ask, attribution: 'direct' })).rejects.toMatchObject({
      ...{ code: 'deliveries-not-reported', field: 'denominator' },
      fix: expect.stringContaining('attribution=all'),
    });
  });

  test('of a version that nobody has entered are all zero', async () => {
    await published('quiet', { ...outbound, key: 'quiet', name: 'Quiet' });
    const { steps } = await readSteps(sources, { sequence: 'quiet', by: 'variant' });
    expect(steps[2]).toMatchObject({
      reached: 0,
      delivered: 0,
      rate: { value: null, trials: 0 },
      variants: [{ sent: 0 }, { sent: 0 }],
    });
  });
});

describe('peak', () => {
  test('by hazard names the step that carries the sequence, and the day', async () => {
    const answer = await readPeak(sources, { sequence: 'outbound' });
    expect(answer).toMatchObject({
      ...{
        estimand: 'hazard',
        verdict: 'peak',
        step: { key: 'case', position: 3, day: 4 },
        metric: 'replied',
      },
      ...{ reason: null, identification: 'descriptive', needed: null },
    });
    expect(answer.probability).toBeGreaterThan(0.95);
    expect(answer.day).toMatchObject({ value: 4, low: 4, high: 4 });
    expect(answer.ranking.map(({ key }) => key).sort()).toEqual(['case', 'connect', 'intro', 'last']);
    const { trials, successes } = planted('case', null, 7);
    expect(answer.ranking[0]).toMatchObject({ key: 'case', rate: { trials, successes } });
    expect(answer.sentence).toContain('Case study');
  });

  test('answers the same bytes every time', async () => {
    const ask = async () =>
      JSON.stringify(await readPeak(sources, { sequence: 'outbound', estimand: 'share' }));
    expect(await ask()).toBe(await ask());
  });

  test('by share counts enrollments whose whole schedule is over', async () => {
    const answer = await readPeak(sources, { sequence: 'outbound', estimand: 'share' });
    const span = (10 + 3) * DAY;
    const cohort = events.filter(
      ({ type, occurredAt }) => type === 'enrolled' && Date.parse(occurredAt) + span <= asOf,
    );
    expect(answer).toMatchObject({ verdict: 'peak', step: { key: 'case' } });
    for (const { rate } of answer.ranking)
      expect(rate).toMatchObject({ trials: cohort.length, denominator: 'enrolled' });
  });

  test('by lift needs randomized skips', async () => {
    const answer = await readPeak(sources, { sequence: 'outbound', estimand: 'lift' });
    expect(answer).toMatchObject({ verdict: 'not-enough-data', reason: 'no-randomized-skips', step: null });
    expect(answer.needed).toEqual({ randomizedSkips: expect.any(Number) });
  });

  test('of steps with goals of their own is not one question', async () => {
    const goals = ['converted:read', 'converted:tried', 'converted:bought'];
    const steps = goals.map((goal, i) => ({ ...email, key: `s${i}`, day: i * 3, goal }));
    await published('goals', { key: 'goals', name: 'Goals', goal: 'converted:bought', steps });
    expect(await readPeak(sources, { sequence: 'goals' })).toMatchObject({
      ...{ verdict: 'not-enough-data', reason: 'goals-differ', step: null, day: null },
    });
    expect(await readPeak(sources, { sequence: 'goals', metric: 'converted' })).toMatchObject({
      ...{ verdict: 'not-enough-data', reason: 'too-few-touches' },
    });
  });
});

describe('results', () => {
  test('compare the arms on what became of them until the end of the sequence', async () => {
    const answer = await readResults(sources, { key: 'outbound.case' });
    expect(answer).toMatchObject({
      ...{ key: 'outbound.case', sequence: 'outbound', step: 'case', state: 'running', metric: 'replied' },
      ...{ horizonDays: 9, versions: [1], verdict: 'winner', winner: 'b', sampleRatio: { healthy: true } },
    });
    expect(answer.arms.map(({ key, assigned, exposed }) => [key, assigned, exposed])).toEqual(
      ['a', 'b'].map((key) => [key, planted('case', key, 9).sent, planted('case', key, 9).sent]),
    );
    expect(answer.arms.map(({ trials }) => trials)).toEqual(
      ['a', 'b'].map((key) => planted('case', key, 9).trials),
    );
    expect(answer.guardrails.map(({ metric, verdict }) => [metric, verdict])).toEqual([
      ['complained', 'ok'],
      ['unsubscribed', 'ok'],
      ['bounced', 'ok'],
    ]);
  });

  test('leave out the versions with another copy', async () => {
    const steps = outbound.steps.map((step) => (step.key === 'intro' ? { ...step, day: 2 } : step));
    await published('outbound', { ...outbound, steps });
    expect(await readResults(sources, { key: 'outbound.case' })).toMatchObject({
      versions: [1, 2],
      verdict: 'winner',
    });
    const variants = [
      { key: 'a', weight: 1, subject: 'A', body: 'A' },
      { key: 'b', weight: 1, subject: 'B', body: 'Better' },
    ];
    await published('outbound', {
      ...outbound,
      steps: steps.map((step) => (step.key === 'case' ? { ...step, variants } : step)),
    });
    expect(await readResults(sources, { key: 'outbound.case' })).toMatchObject({
      versions: [3],
      verdict: 'not-enough-data',
    });
  });
});

test('what is not there is refused with the way on', async () => {
  await saveDraft(
    sql,
    { now: START },
    { workspaceId: sources.workspace.id, key: 'draft', name: 'Draft', content: outbound },
  );
  await expect(readSteps(sources, { sequence: 'nope' })).rejects.toMatchObject({
    code: 'sequence-not-found',
  });
  await expect(readPeak(sources, { sequence: 'draft' })).rejects.toMatchObject({
    code: 'sequence-not-published',
  });
  await expect(readSteps(sources, { sequence: 'outbound', version: 99 })).rejects.toMatchObject({
    field: 'version',
  });
  await expect(readResults(sources, { key: 'nope' })).rejects.toBeInstanceOf(DomainError);
});
