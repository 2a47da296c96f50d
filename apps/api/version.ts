import { readFile } from 'node:fs/promises';
import { z } from 'zod';

/** The version of Crest, as its package says. */
export async function readVersion(): Promise<string> {
  const text = await readFile(new URL(import.meta.resolve('#package.json')), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
