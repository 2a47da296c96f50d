import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readPeak } from '../../apps/api/read-outs/peak.ts';
import { readResults } from '../../apps/api/read-outs/results.ts';
import { readSteps } from '../../apps/api/read-outs/steps.ts';
import { testDemo } from '../support/play-demo.ts';

describe('The whole demo, through PostgreSQL, the event log and ClickHouse', () => {
  let demo: Awaited<ReturnType<typeof testDemo>>;

  beforeAll(async () => {
    demo = await testDemo('all');
  }, 240_000);
  afterAll(() => demo.close());

  test('case-study email carries the outbound cadence', async () => {
    const peak = await readPeak(demo.sources, {
      sequence: 'b2b-outbound',
      metric: 'replied',
      estimand: 'hazard',
    });
    expect(peak).toMatchObject({ verdict: 'peak', step: { key: 'case-study', position: 3, day: 4 } });
    expect(peak.probability).toBeGreaterThanOrEqual(0.95);
    expect(peak.sentence).toMatch(/^Replies peak at Case study \(step 3 of 7, day 4\)/);
  });

  test('the case-study test is won by arm b', async () => {
    const results = await readResults(demo.sources, 'b2b-outbound.case-study');
    expect(results).toMatchObject({ verdict: 'winner', winner: 'b', sampleRatio: { healthy: true } });
    expect(results.comparisons[0]?.alwaysValid.low).toBeGreaterThan(0);
  });

  test('trial converts on day 12', async () => {
    const peak = await readPeak(demo.sources, {
      sequence: 'trial-nurture',
      metric: 'converted',
      estimand: 'hazard',
    });
    expect(peak).toMatchObject({ verdict: 'peak', step: { key: 'trial-end', day: 12 }, day: { value: 12 } });
    expect(peak.probability).toBeGreaterThanOrEqual(0.95);
  });

  test('every post-purchase step is reported against its own goal', async () => {
    const { steps, metric } = await readSteps(demo.sources, { sequence: 'post-purchase' });
    expect(metric).toBeNull();
    expect(steps.map((step) => step.goal)).toEqual([
      'converted:confirmation-read',
      'converted:tracking-opened',
      'converted:guide-read',
      'converted:review-submitted',
      'converted:cross-sell-order',
      'converted:reorder',
    ]);
    const planted = [0.62, 0.48, 0.22, 0.07, 0.035, 0.09];
    steps.forEach(({ rate }, i) => {
      expect(rate.trials).toBeGreaterThan(500);
      expect(Math.abs((rate.value ?? 0) - (planted[i] ?? 0))).toBeLessThan(
        (rate.high ?? 0) - (rate.low ?? 0),
      );
    });
    const peak = await readPeak(demo.sources, { sequence: 'post-purchase', estimand: 'hazard' });
    expect(peak).toMatchObject({ verdict: 'not-enough-data', reason: 'goals-differ', step: null });
  });

  test('at least 150,000 events of 9,800 contacts arrive, and none is lost on the way', async () => {
    const { sql, clickhouse } = demo.sources;
    const [log] = await sql<{ n: number }[]>`select count(*)::int as n from event_log`;
    const answer = await clickhouse.query({
      query: 'select uniqExact(event_id) as n from events',
      format: 'JSONEachRow',
    });
    const [stored] = await answer.json<{ n: string }>();
    expect(log?.n).toBeGreaterThanOrEqual(150_000);
    expect(Number(stored?.n)).toBe(log?.n);
    const [people] = await sql<{ n: number }[]>`select count(*)::int as n from contact`;
    expect(people?.n).toBe(9800);
    const { completeness } = await readSteps(demo.sources, { sequence: 'b2b-outbound' });
    expect(completeness).toEqual({ pending: 0, deadLetters: 0, gaps: 0 });
  });
});
