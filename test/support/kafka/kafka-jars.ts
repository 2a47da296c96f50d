import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const pom = fileURLToPath(new URL('../../../../test/support/kafka/pom.xml', import.meta.url));

/** Outside the work tree, beside Maven's own cache, and named after what is in the pom. */
export function jarsFolder(): string {
  const edition = createHash('sha256').update(readFileSync(pom)).digest('hex').slice(0, 12);
  return join(homedir(), '.cache', 'crest', `kafka-${edition}`);
}

/**
 * The folder of Kafka's jars: 46 of them, 43 MB. Maven fetches them once (7 to 17 s). Two at once are safe: each
 * fills a folder of its own, and the first one to rename it wins.
 */
export async function kafkaJars(): Promise<string> {
  const folder = jarsFolder();
  if (existsSync(folder)) return folder;
  await mkdir(dirname(folder), { recursive: true });
  const mine = await mkdtemp(`${folder}-`);
  try {
    const goal = ['dependency:copy-dependencies', `-DoutputDirectory=${mine}`];
    await promisify(execFile)('mvn', ['-q', '-B', '-f', pom, ...goal]);
    await rename(mine, folder);
  } catch (problem) {
    await rm(mine, { recursive: true, force: true });
    if (!existsSync(folder)) throw new Error('Maven could not fetch the jars of Kafka', { cause: problem });
  }
  return folder;
}
