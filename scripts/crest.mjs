#!/usr/bin/env node
// `npx crest` in a checkout: runs the command line out of the build, which is made first where it is missing or old.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const program = join(root, 'dist/apps/cli/main.js');
const compiler = join(root, 'node_modules/typescript/bin/tsc');
/** What the command line is made of, and where its build says when it was made. */
const SOURCES = ['apps/cli', 'libs/engine/core', 'libs/stats', 'libs/simulation'];
const BUILT = ['cli', 'engine', 'stats', 'simulation'].map((name) => join(root, `dist/${name}.tsbuildinfo`));

const timeOf = (path) => statSync(path).mtimeMs;

function isOld() {
  if (!existsSync(program) || !BUILT.every(existsSync)) return true;
  const built = Math.max(...BUILT.map(timeOf));
  return SOURCES.some((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).some(
      (file) =>
        file.endsWith('.ts') && !file.endsWith('.test.ts') && timeOf(join(root, folder, file)) > built,
    ),
  );
}

function fail(message) {
  process.stderr.write(`✘ ${message}\n`);
  process.exit(1);
}

/** Commands that start another program of the checkout: all of it is built first, as npm start does. */
const startsAnother = ['serve', 'migrate'].includes(process.argv[2]);

// A checkout without the compiler (npm ci --omit=dev) runs whatever was built.
if (existsSync(compiler) ? startsAnother || isOld() : !existsSync(program)) {
  if (!existsSync(compiler)) fail('Crest is not built, and its packages are not installed. Run npm ci.');
  if (!startsAnother) process.stderr.write('Building the command line.\n');
  const { status } = spawnSync(
    process.execPath,
    [compiler, '-b', startsAnother ? root : join(root, 'apps/cli')],
    {
      stdio: ['ignore', process.stderr, process.stderr],
    },
  );
  if (status !== 0) fail('Crest does not build; the compiler says above why.');
}
await import(new URL('../dist/apps/cli/main.js', import.meta.url).href);
