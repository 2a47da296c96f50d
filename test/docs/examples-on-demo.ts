import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import type { StartedDemo } from '../support/start-demo.ts';
import { readExamples, runExample } from './examples.ts';

const hasShell = spawnSync('bash', ['-c', 'curl --version']).status === 0;

interface Log {
  readonly pending: number;
}

/** What the pages have their reader paste into a shell, done to the demo in the order of the pages. */
export function describeExamples(app: () => StartedDemo): void {
  /** A reader is slower than the sink. */
  async function settled(): Promise<void> {
    const { pending } = await app().get<Log>('/v1/event-log');
    if (pending > 0) await settled();
  }

  describe.each(readExamples())('the examples of %s', (_page, examples) => {
    const each = hasShell ? test.each : test.skip.each;
    each(examples.map((example, index) => ({ ...example, index })))(
      `$at answers what the page says${hasShell ? '' : ' (needs bash and curl)'}`,
      async ({ index, ...example }) => {
        await settled();
        const answer = runExample(example, examples.slice(0, index), app());
        if (example.answer === null) expect(answer).not.toContain('urn:crest:problem');
        else expect(JSON.parse(answer)).toMatchObject(example.answer);
      },
    );
  });
}
