import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { SequencePeak } from '../../apps/api/read-outs/peak.ts';
import type { ExperimentResults } from '../../apps/api/read-outs/results.ts';
import type { StepsReadOut } from '../../apps/api/read-outs/steps.ts';
import { describeCapturedMail } from '../browser/captured-mail.ts';
import { describeLandingPage } from '../browser/landing-page.ts';
import { readSettings } from '../docs/examples.ts';
import { describeExamples } from '../docs/examples-on-demo.ts';
import { type StartedDemo, startDemo } from '../support/start-demo.ts';

const ROOT = new URL('.', import.meta.resolve('#package.json'));

interface ReadmeScript {
  answersOf(get: StartedDemo['get']): Promise<string>;
  readmeAnswers(): string;
  readonly paths: readonly string[];
}

describe('The first start, on an empty data folder', () => {
  let demo: StartedDemo;

  beforeAll(async () => {
    demo = await startDemo(readSettings());
  }, 600_000);
  afterAll(() => demo.close());

  test('case-study email carries the outbound cadence', async () => {
    const peak = await demo.get<SequencePeak>(
      '/v1/sequences/b2b-outbound/peak?metric=replied&estimand=hazard',
    );
    expect(peak).toMatchObject({ verdict: 'peak', step: { key: 'case-study', position: 3, day: 4 } });
    expect(peak.probability).toBeGreaterThanOrEqual(0.95);
    expect(peak.sentence).toMatch(/^Replies peak at Case study \(step 3 of 7, day 4\)/);
  });

  test('the case-study test is won by arm b', async () => {
    const results = await demo.get<ExperimentResults>('/v1/experiments/b2b-outbound.case-study/results');
    expect(results).toMatchObject({ verdict: 'winner', winner: 'b', sampleRatio: { healthy: true } });
    expect(results.comparisons[0]?.alwaysValid.low).toBeGreaterThan(0);
  });

  test('trial converts on day 12', async () => {
    const peak = await demo.get<SequencePeak>('/v1/sequences/trial-nurture/peak?metric=converted');
    expect(peak).toMatchObject({ verdict: 'peak', step: { key: 'trial-end', day: 12 }, day: { value: 12 } });
    expect(peak.probability).toBeGreaterThanOrEqual(0.95);
  });

  test('every post-purchase step is reported against its own goal', async () => {
    const { steps, metric } = await demo.get<StepsReadOut>('/v1/sequences/post-purchase/steps');
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
      const off = Math.abs((rate.value ?? 0) - (planted[i] ?? 0));
      expect(off).toBeLessThan((rate.high ?? 0) - (rate.low ?? 0));
    });
    const peak = await demo.get<SequencePeak>('/v1/sequences/post-purchase/peak');
    expect(peak).toMatchObject({ verdict: 'not-enough-data', reason: 'goals-differ', step: null });
  });

  test('9,800 contacts with at least 150,000 events are in the reports, with nothing pending, dead or lost', async () => {
    let people = 0;
    let counted = 0;
    for (const sequence of ['b2b-outbound', 'trial-nurture', 'post-purchase']) {
      const { steps, completeness } = await demo.get<StepsReadOut>(`/v1/sequences/${sequence}/steps`);
      expect(completeness).toEqual({ pending: 0, deadLetters: 0, gaps: 0, mismatches: 0 });
      people += Math.max(...steps.map((step) => step.reached + step.waiting));
      for (const s of steps)
        counted +=
          s.reached + s.sent + (s.delivered ?? 0) + s.opened + s.openedByMachine + s.replied + s.converted;
    }
    expect(people).toBeGreaterThan(9_500);
    expect(counted).toBeGreaterThanOrEqual(150_000);
  });

  test('the calls of the README answer what the README says', async () => {
    const script = (await import(new URL('scripts/readme.mjs', ROOT).href)) as ReadmeScript;
    const readme = readFileSync(new URL('README.md', ROOT), 'utf8');
    const called = [...readme.matchAll(/^curl -s -H .* 'localhost:3000(.*)'$/gm)].map(([, path]) => path);
    expect(called).toEqual(script.paths);
    expect(script.readmeAnswers()).toBe(await script.answersOf(demo.get));
  });

  describeExamples(() => demo);
  describeLandingPage(() => demo);
  describeCapturedMail(() => demo);
});
