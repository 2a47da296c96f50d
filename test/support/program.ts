import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll } from '@jest/globals';

/** A Node program that runs beside the test, and says a line when there is something to say. */
export interface Program {
  readonly pid: number;
  /** The next line it prints; rejects with what it said on stderr when it ends instead. */
  line(): Promise<string>;
  /** Waits for its end: the exit code or the signal that ended it. */
  ended(): Promise<number | string>;
  /** Sends a signal and waits for its end. */
  end(signal: NodeJS.Signals): Promise<number | string>;
}

const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
});

/** Starts a module of the build, such as `new URL('./hold.js', import.meta.url)`; it dies with the test file. */
export function startProgram(module: URL, args: readonly string[], options: SpawnOptions = {}): Program {
  const child: ChildProcess = spawn(process.execPath, [fileURLToPath(module), ...args], {
    ...options,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit').then(([code, signal]): number | string => signal ?? code);
  let complaint = '';
  child.stderr?.on('data', (chunk) => {
    complaint += chunk;
  });
  const lines = child.stdout && createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  started.push(child);
  return {
    pid: child.pid ?? 0,
    async line() {
      const next = await lines?.next();
      if (next && !next.done) return next.value;
      throw new Error(`The program ended with ${await ended}: ${complaint}`);
    },
    ended: () => ended,
    end(signal) {
      child.kill(signal);
      return ended;
    },
  };
}
