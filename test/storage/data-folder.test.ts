import { chmod, mkdtemp, readdir, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { openDataFolder } from '#storage';
import { startProgram } from '../support/program.ts';

const root = await realpath(await mkdtemp(join(tmpdir(), 'crest-test-')));
afterAll(() => rm(root, { recursive: true }));

const holder = new URL('./hold-data-folder.js', import.meta.url);

test('a data folder is made where there is none, for its owner alone', async () => {
  const folder = await openDataFolder(join(root, 'new', 'deep'));
  expect(folder.path).toBe(join(root, 'new', 'deep'));
  expect((await stat(folder.path)).mode & 0o777).toBe(0o700);
  await folder.close();
  expect(await readdir(folder.path)).toEqual([]);
});

test('a data folder that a running Crest holds is refused, with its process id', async () => {
  const path = join(root, 'held');
  const other = startProgram(holder, [path]);
  expect(await other.line()).toBe(`holding ${path}`);
  await expect(openDataFolder(path)).rejects.toMatchObject({
    code: 'data-folder-in-use',
    detail: `The data folder ${path} is in use by Crest with process id ${other.pid}.`,
    fix: expect.stringContaining('CREST_DATA_DIR'),
  });
  await other.end('SIGTERM');
});

test('a data folder is refused to the same process, too, and under another name', async () => {
  const folder = await openDataFolder(join(root, 'twice'));
  await symlink(folder.path, join(root, 'alias'));
  await expect(openDataFolder(join(root, 'alias'))).rejects.toMatchObject({ code: 'data-folder-in-use' });
  await folder.close();
  const again = await openDataFolder(join(root, 'alias'));
  expect(again.path).toBe(folder.path);
  await again.close();
});

test('a data folder whose process was killed is free at once', async () => {
  const path = join(root, 'killed');
  const other = startProgram(holder, [path]);
  await other.line();
  await other.end('SIGKILL');
  expect(await readdir(path)).toHaveLength(1);
  const folder = await openDataFolder(path);
  // What the dead one left is gone, its own is there.
  expect(await readdir(path)).toEqual([expect.stringMatching(`^lock-${process.pid}-`)]);
  await folder.close();
});

test('of several that start at the same moment exactly one gets the data folder', async () => {
  const path = join(root, 'race');
  const dead = startProgram(holder, [path]);
  await dead.line();
  await dead.end('SIGKILL');
  const runners = Array.from({ length: 4 }, () => startProgram(holder, [path]));
  const said = await Promise.all(runners.map((runner) => runner.line()));
  expect(said.filter((line) => line === `holding ${path}`)).toHaveLength(1);
  expect(said.filter((line) => line === 'data-folder-in-use')).toHaveLength(3);
  await Promise.all(runners.map((runner) => runner.end('SIGKILL')));
});

test('a file in the place of the data folder, or of one above it, is named as such', async () => {
  const file = join(root, 'file');
  await writeFile(file, '');
  const refusal = { code: 'data-folder-not-a-folder', detail: expect.stringContaining(file) };
  await expect(openDataFolder(file)).rejects.toMatchObject(refusal);
  await expect(openDataFolder(join(file, 'below'))).rejects.toMatchObject(refusal);
});

test('a data folder that may not be written is refused', async () => {
  const path = join(root, 'read-only');
  await openDataFolder(path).then((folder) => folder.close());
  await chmod(root, 0o755);
  await chmod(path, 0o555);
  // Root may write everywhere, so somebody else has to try.
  const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
  expect(await startProgram(holder, [path], nobody).line()).toBe('data-folder-not-writable');
  expect(await startProgram(holder, [join(path, 'below')], nobody).line()).toBe('data-folder-not-writable');
});

test('a path too long for a lock is refused in plain words', async () => {
  await expect(openDataFolder(join(root, 'deep'.repeat(40)))).rejects.toMatchObject({
    code: 'data-folder-not-writable',
    detail: expect.stringContaining('its path is too long'),
  });
});

test('a folder that takes no folders is refused, and does not keep the start busy for ever', async () => {
  // Only Linux has such a folder at hand.
  const path = process.platform === 'linux' ? '/proc/crest' : join(root, 'read-only', 'crest');
  expect(await startProgram(holder, [path]).line()).toBe('data-folder-not-writable');
});
