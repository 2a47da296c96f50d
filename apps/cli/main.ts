import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { processIo } from './process-io.ts';
import { run } from './run.ts';

const packageFile = import.meta.resolve('#package.json');
const { version }: { version: string } = JSON.parse(readFileSync(new URL(packageFile), 'utf8'));
process.exitCode = await run(
  process.argv.slice(2),
  processIo(fileURLToPath(new URL('.', packageFile))),
  version,
);
