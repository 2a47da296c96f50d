import { statSync } from 'node:fs';
import { type FileResult, goldenFiles, runFile } from './run-file.ts';

/**
 * `npm run goldens -- DIR [DIR…]`: every case of every golden file of these folders; a line a file, then what differs, and
 * `N passed, M failed` last.
 */
const folders = process.argv.slice(2);
if (
  folders.length === 0 ||
  !folders.every((folder) => statSync(folder, { throwIfNoEntry: false })?.isDirectory())
) {
  process.stderr.write(
    'Usage: npm run goldens -- DIR [DIR…]; each DIR is a folder with golden files (*.json).\n',
  );
  process.exit(2);
}

let passed = 0;
let failed = 0;
for (const file of folders.flatMap(goldenFiles)) {
  const result = await runFile(file);
  passed += result.total - result.failures.length;
  failed += result.failures.length;
  process.stdout.write(`${describe(result).join('\n')}\n`);
}
process.stdout.write(`${passed} passed, ${failed} failed\n`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function describe({ name, total, failures }: FileResult): string[] {
  const lines = [`${name} ${total - failures.length}/${total}`];
  for (const { id, differences, error } of failures) {
    if (error !== null) lines.push(`  ${id}: ${error}`);
    for (const { path, got, expected, tolerance } of differences) {
      const allowed = `tolerance rel ${tolerance.rel} abs ${tolerance.abs}`;
      lines.push(`  ${id} ${path}: expected ${JSON.stringify(expected)}, got ${shown(got)}, ${allowed}`);
    }
  }
  return lines;
}

function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? 'no answer');
}
