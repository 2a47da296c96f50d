import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { nameOf } from '../../apps/cli/command.ts';
import { commands } from '../../apps/cli/commands.ts';
import { crest, HOME } from './support/run-crest.ts';

describe('help', () => {
  test.each([[[]], [['--help']], [['-h']], [['help']]])('%j lists every command on stdout', async (argv) => {
    const { exit, out, said } = await crest(argv);
    expect({ exit, said }).toEqual({ exit: 0, said: '' });
    for (const { noun, verb } of commands) expect(out).toContain(verb === null ? noun : `${noun} ${verb}`);
  });
  test('of a noun lists its verbs', async () => {
    for (const argv of [['sequence'], ['sequence', '--help'], ['help', 'sequence']]) {
      const { exit, out } = await crest(argv);
      expect({ exit, out }).toEqual({ exit: 0, out: expect.stringContaining('sequence lint FILE...') });
    }
  });
  test('of a command says its flags, with examples that name it', async () => {
    for (const command of commands) {
      const argv = nameOf(command).split(' ').slice(1);
      for (const asked of [
        [...argv, '--help'],
        ['help', ...argv],
      ]) {
        const { exit, out } = await crest(asked);
        expect(exit).toBe(0);
        for (const flag of [...Object.keys(command.flags), 'json']) expect(out).toContain(`--${flag}`);
      }
      expect(command.examples.join('\n')).toContain(nameOf(command));
    }
  });
  test('the list says of each command a whole sentence', () => {
    for (const { about } of commands) expect(about.split('\n')[0]).toMatch(/[.]$/);
  });
  test('the version is the package’s', async () => {
    expect(await crest(['--version'])).toEqual({ exit: 0, out: '1.2.3\n', said: '' });
  });
});

describe('what no command understands is exit 2, with what was probably meant', () => {
  test.each([
    [['sequences'], 'There is no command "sequences".', 'Did you mean "sequence"?'],
    [['quux'], 'There is no command "quux".', 'Use one of: sequence'],
    [['sequence', 'lnt', 'x'], 'There is no command of "sequence" "lnt".', 'Did you mean "lint"?'],
    [['sequence', 'lint', 'x', '--strct'], 'There is no flag "--strct".', 'Did you mean "--strict"?'],
    [['sequence', 'lint', 'x', '-q'], 'There is no flag "-q".', '--strict'],
    [['sequence', 'lint', '--strict=yes', 'x'], '--strict is a switch', 'Write --strict alone.'],
    [['sequence', 'lint'], 'FILE is missing.', 'Usage: crest sequence lint FILE...'],
    [['sequence', 'export', 'a', 'b'], '"b" is one too many.', 'Usage: crest sequence export KEY'],
  ])('%j', async (argv, detail, fix) => {
    const { exit, out, said } = await crest(argv);
    expect({ exit, out }).toEqual({ exit: 2, out: '' });
    expect(said).toContain(detail);
    expect(said).toContain(fix);
  });
  test('as JSON where that was asked for', async () => {
    const { said } = await crest(['sequence', 'lnt', '--json']);
    expect(JSON.parse(said)).toMatchObject({ code: 'usage', fix: expect.stringContaining('"lint"') });
  });
});

test('the program of the package runs the same commands', () => {
  const ran = spawnSync(process.execPath, [join(HOME, 'scripts/crest.mjs'), 'sequence', 'nope'], {
    encoding: 'utf8',
  });
  expect(ran).toMatchObject({
    status: 2,
    stdout: '',
    stderr: expect.stringContaining('There is no command of'),
  });
});

test('a checkout whose packages are not installed is told so', () => {
  const folder = mkdtempSync(join(tmpdir(), 'crest-bare-'));
  try {
    mkdirSync(join(folder, 'scripts'));
    copyFileSync(join(HOME, 'scripts/crest.mjs'), join(folder, 'scripts/crest.mjs'));
    const ran = spawnSync(process.execPath, [join(folder, 'scripts/crest.mjs'), '--help'], {
      encoding: 'utf8',
    });
    expect(ran).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('Run npm ci.') });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
