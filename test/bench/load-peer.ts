import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Where what Crest is measured against is installed: its package.json pins the versions. */
export const PEERS = fileURLToPath(new URL('./test/bench/peers/', import.meta.resolve('#package.json')));

const run = promisify(execFile);

/** Loads a package of the peers, installing them where it is not; a text is the reason why it cannot be had. */
export async function loadPeer<Peer extends object>(
  name: string,
  progress: (line: string) => void,
): Promise<Peer | string> {
  if (!existsSync(`${PEERS}node_modules/${name}`)) {
    progress(`npm ci in test/bench/peers: ${name}, to measure against`);
    const reason = await failureOf('npm', ['ci']);
    if (reason !== null) return reason;
  }
  return createRequire(`${PEERS}package.json`)(name) as Peer;
}

/** Runs a command in the peers' folder; null when it went well, else the reason in a line. */
export async function failureOf(command: string, words: readonly string[]): Promise<string | null> {
  try {
    await run(command, words, { cwd: PEERS, timeout: 300_000 });
    return null;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    const [reason = ''] = (said.trim() || String(error)).split('\n', 1);
    return `${[command, ...words].join(' ')} in test/bench/peers failed: ${reason}`;
  }
}
