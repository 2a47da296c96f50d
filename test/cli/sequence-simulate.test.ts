import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { crest } from './support/run-crest.ts';

const folder = mkdtempSync(join(tmpdir(), 'crest-simulate-'));
afterAll(() => rmSync(folder, { recursive: true }));
const sequence =
  'key: demo\ngoal: replied\nsteps:\n  - { key: one, type: email, day: 0, subject: S, body: B }\n';
writeFileSync(join(folder, 'demo.yaml'), sequence);
writeFileSync(join(folder, 'demo.truth.yaml'), 'contacts: 40\nsteps:\n  one: { outcome: 0.5 }\n');
writeFileSync(join(folder, 'alone.yaml'), sequence);
writeFileSync(join(folder, 'wrong.yaml'), 'autoreply: 1\nsteps:\n  onne: { outcome: 0.5 }\n');
const simulate = (...argv: string[]) => crest(['sequence', 'simulate', ...argv], { folder });

describe('crest sequence simulate', () => {
  test('prints planted beside found, when it was sent, and the sentences', async () => {
    const example = 'examples/b2b-outbound';
    const { exit, out, said } = await crest([
      ...['sequence', 'simulate', `${example}.yaml`, '--truth', `${example}.truth.yaml`],
      ...['--enrollments', '600', '--seed', '2'],
    ]);
    expect({ exit, said }).toEqual({ exit: 0, said: '' });
    expect(out).toContain('B2B outbound cadence: 600 enrollments, seed 2, from 2026-01-05 to 2026-04-05');
    expect(out).toMatch(/^intro +1 +1\.80 % +1\.83 % +\d\.\d\d % +\d\.\d\d % - \d\.\d\d % +\d+ +[✔✘]/m);
    expect(out).toMatch(/^ {2}b +7\.50 %/m);
    expect(out).toMatch(/^break-up +\d+ +0 +21-24 \(21\) +9-16 +mon/m);
    expect(out).toMatch(/^\d of 7 steps find what was planted within their 95 % interval\./m);
    expect(out).toContain('b2b-outbound.case-study: ');
  });

  test('takes the truth beside the file and as many contacts as it says, and says which', async () => {
    const { exit, out, said } = await simulate('demo.yaml', '--json');
    expect({ exit, said }).toEqual({ exit: 0, said: 'The truth is demo.truth.yaml\n' });
    expect(JSON.parse(out)).toMatchObject({
      ...{ enrollments: 40, seed: 1, covered: { of: 1 } },
      steps: [{ key: 'one', planted: 0.5, rate: { trials: 40 } }],
    });
  });

  test('the same seed gives the same bytes', async () => {
    const [one, same, other] = [
      await simulate('demo.yaml'),
      await simulate('demo.yaml'),
      await simulate('demo.yaml', '--seed', '2'),
    ];
    expect(one.out).toBe(same.out);
    expect(one.out).not.toBe(other.out);
  });

  test.each([
    [['alone.yaml'], 2, 'Write --truth FILE'],
    [['-'], 2, 'Write --truth FILE'],
    [['demo.yaml', '--enrollments', '0'], 2, 'Write a whole number from 1 to 1000000.'],
    [['demo.yaml', '--enrollments', 'many'], 2, '--enrollments many is not a number it takes.'],
    [['demo.yaml', '--seed=-1'], 2, '--seed -1'],
    [['demo.yaml', '--truth', 'nowhere.yaml'], 1, 'nowhere.yaml cannot be read: there is no such file.'],
    [['wrong.yaml', '--truth', 'demo.truth.yaml'], 1, 'wrong.yaml is no sequence.'],
  ])('%j is refused with a way out', async (argv, exit, words) => {
    const refused = await crest(['sequence', 'simulate', ...argv], { folder, input: sequence });
    expect(refused).toMatchObject({ exit, out: '', said: expect.stringContaining(words) });
  });

  test('a truth that does not fit says every problem at once, with lines and fixes', async () => {
    const { exit, said } = await simulate('demo.yaml', '--truth', 'wrong.yaml');
    expect(exit).toBe(1);
    expect(said).toContain('line 1, autoreply: "autoreply" is not a field here. Did you mean "autoReply"?');
    expect(said).toContain('line 3, steps.onne: The sequence "demo" has no step "onne". Did you mean "one"?');
  });
});
