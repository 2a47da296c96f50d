import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { crest, HOME } from './support/run-crest.ts';

const SAMPLES = 'libs/engine/core/lint/samples';
const EXAMPLES = ['b2b-outbound', 'post-purchase', 'trial-nurture'].map((name) => `examples/${name}.yaml`);

describe('crest sequence lint', () => {
  test('has nothing to say about the three examples', async () => {
    const { exit, out, said } = await crest(['sequence', 'lint', '--strict', ...EXAMPLES]);
    expect({ exit, out, said }).toEqual({ exit: 0, out: '', said: '3 files: nothing to say\n' });
  });

  test('passes over the truth of an audience, so that a folder can be checked as it is', async () => {
    const truth = 'examples/b2b-outbound.truth.yaml';
    const { exit, out, said } = await crest(['sequence', 'lint', EXAMPLES[0] ?? '', truth]);
    expect({ exit, out }).toEqual({ exit: 0, out: '' });
    expect(said).toContain(`${truth} is the truth of an audience, and no sequence`);
    expect(said).toContain('1 file: nothing to say\n');
  });

  test('says findings as editors read them, with the fix, and warnings fail only where that was asked for', async () => {
    const file = `${SAMPLES}/formulaic-outbound.yaml`;
    const { exit, out, said } = await crest(['sequence', 'lint', file]);
    expect(exit).toBe(0);
    const text = readFileSync(join(HOME, file), 'utf8').split('\n');
    const line = text.findIndex((each) => each.includes('key: follow-up-1')) + 1;
    expect(out).toContain(
      `${file}:${line}: warning empty-bump (follow-up-1): Mail "follow-up-1" only asks to be noticed`,
    );
    expect(out).toMatch(/\n {4}Give the reader a reason/);
    expect(said).toMatch(/^1 file: 0 errors, \d+ warnings, 0 worth a look$/m);
    expect((await crest(['sequence', 'lint', '--strict', file])).exit).toBe(1);
  });

  test('fails where a file is no sequence, with every place at once', async () => {
    const input = 'key: demo\ngoal: repliedd\nsteps:\n  - { key: a, type: email, day: 1, subject: S }\n';
    const { exit, out } = await crest(['sequence', 'lint', '-'], { input });
    expect(exit).toBe(1);
    expect(out).toContain('-:2: error invalid: goal: "repliedd"');
    expect(out).toContain('-:4: error invalid (a): steps[0].body:');
  });

  test('writes JSON for programs, of several files', async () => {
    const files = [EXAMPLES[0] ?? '', `${SAMPLES}/sloppy-nurture.yaml`];
    const { exit, out } = await crest(['sequence', 'lint', '--json', ...files]);
    const answer = JSON.parse(out);
    expect({ exit, errors: answer.errors }).toEqual({ exit: 0, errors: 0 });
    expect(
      answer.files.map(({ file, findings }: { file: string; findings: object[] }) => [
        file,
        findings.length > 0,
      ]),
    ).toEqual([
      [files[0], false],
      [files[1], true],
    ]);
    expect(answer.files[1].findings[0]).toEqual({
      ...{ code: expect.any(String), severity: expect.any(String), step: expect.any(String) },
      ...{
        message: expect.any(String),
        fix: expect.any(String),
        path: expect.any(String),
        line: expect.any(Number),
      },
    });
  });

  test('names every file that cannot be read, and why', async () => {
    const long = `${'a'.repeat(300)}.yaml`;
    const { exit, said } = await crest([
      'sequence',
      'lint',
      'nowhere.yaml',
      'docs',
      'LICENSE/demo.yaml',
      long,
    ]);
    expect(exit).toBe(1);
    expect(said).toContain('LICENSE/demo.yaml cannot be read: a part of its path is no folder.');
    expect(said).toContain(`${long} cannot be read: its name is too long.`);
    expect(said).toContain('nowhere.yaml cannot be read: there is no such file.');
    expect(said).toContain('docs cannot be read: it is a folder.');
  });

  test('refuses what is not UTF-8, and never writes control characters to a terminal', async () => {
    const latin = await crest(['sequence', 'lint', '-'], { input: Uint8Array.from([0x6b, 0xe9, 0x79]) });
    expect(latin).toMatchObject({ exit: 1, said: expect.stringContaining('not UTF-8') });
    const { out } = await crest(['sequence', 'lint', '-'], { input: '"\\e[31mred": 1\nkey: demo\n' });
    expect(out).toContain('red');
    expect(out).not.toContain('\u001b');
  });
});
