import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const run = promisify(execFile);
const JEST = fileURLToPath(import.meta.resolve('jest/bin/jest'));
const ENVIRONMENT = fileURLToPath(new URL('./tidy-environment.js', import.meta.url));

/** A file that opens a port, which keeps its process alive, and says when it has closed it. */
const opens = (end: string) => `
  const { appendFileSync } = require('node:fs');
  const server = require('node:net').createServer().listen(0);
  afterAll(async () => {
    await new Promise((closed) => server.close(closed));
    appendFileSync('closed', __filename.at(-9));
  });
  ${end}`;

test('what a file opened is closed once: when its tests are over, when there is none to run, and when it throws', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'crest-test-'));
  try {
    await writeFile(join(folder, 'a.test.js'), opens(`test('runs', () => {});`));
    await writeFile(join(folder, 'b.test.js'), opens(`test.skip('waits', () => {});`));
    await writeFile(join(folder, 'c.test.js'), opens(`throw new Error('at the top');`));
    const config = JSON.stringify({ rootDir: folder, testEnvironment: ENVIRONMENT, transform: {} });
    const flags = ['--experimental-vm-modules', JEST, '--runInBand', '--config', config];
    // It ends by itself, which it does not while a port is open.
    await expect(run(process.execPath, flags, { cwd: folder, timeout: 60_000 })).rejects.toMatchObject({
      killed: false,
      stderr: expect.stringContaining('at the top'),
    });
    expect([...(await readFile(join(folder, 'closed'), 'utf8'))].sort()).toEqual(['a', 'b', 'c']);
  } finally {
    await rm(folder, { recursive: true });
  }
});
