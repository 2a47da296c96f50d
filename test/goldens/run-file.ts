import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Difference, differences } from './compare.ts';
import type { Adapter, Golden, GoldenFile } from './golden.ts';

export interface Failure {
  readonly id: string;
  readonly differences: readonly Difference[];
  /** What was thrown, or why the file could not be run at all. */
  readonly error: string | null;
}

export interface FileResult {
  readonly name: string;
  readonly total: number;
  readonly failures: readonly Failure[];
}

/** The golden files of a folder, by name. */
export function goldenFiles(folder: string): string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => join(folder, file));
}

const ADAPTERS = new URL('./adapters/', import.meta.url);

/** The file's name says which function answers it: `adapters/NAME.ts`. A name without an adapter is one failure. */
export async function runFile(path: string): Promise<FileResult> {
  const name = basename(path, '.json');
  if (!knownNames().has(name)) return unrunnable(name, `no function of the library is known for ${name}`);
  const { answer } = (await import(new URL(`${name}.js`, ADAPTERS).href)) as { answer: Adapter<unknown> };
  let file: GoldenFile;
  try {
    file = JSON.parse(readFileSync(path, 'utf8')) as GoldenFile;
  } catch (error) {
    return unrunnable(name, `the file is not JSON: ${String(error)}`);
  }
  if (!Array.isArray(file.cases) || file.cases.length === 0) return unrunnable(name, 'it has no cases');
  const failures = file.cases.flatMap((golden) => runCase(golden, answer) ?? []);
  return { name, total: file.cases.length, failures };
}

function runCase(golden: Golden, answer: Adapter<unknown>): Failure | null {
  try {
    const found = differences(golden, answer(golden.input, golden.id));
    return found.length > 0 ? { id: golden.id, differences: found, error: null } : null;
  } catch (error) {
    return {
      id: golden.id,
      differences: [],
      error: error instanceof Error ? `${error}` : 'it threw no error',
    };
  }
}

function knownNames(): Set<string> {
  const files = readdirSync(ADAPTERS).filter((file) => file.endsWith('.js'));
  return new Set(files.map((file) => basename(file, '.js')));
}

const unrunnable = (name: string, error: string): FileResult => ({
  name,
  total: 1,
  failures: [{ id: name, differences: [], error }],
});
