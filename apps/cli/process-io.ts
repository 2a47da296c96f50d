import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Io } from './io.ts';

/** As npm start has them. */
const FLAGS = ['--max-semi-space-size=64', '--min-semi-space-size=32', '--enable-source-maps'];

const TENTHS = 10;

/** The streams and the environment of this process. */
export function processIo(home: string): Io {
  // Whoever reads the output may have read enough: `crest ... | head`.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(0);
  });
  const live = process.stderr.isTTY;
  let shown = -1;
  return {
    environment: process.env,
    folder: process.cwd(),
    home,
    out: (text) => void process.stdout.write(text),
    note: (text) => void process.stderr.write(`${text}\n`),
    progress(label, done) {
      const tenth = Math.floor(done * TENTHS);
      if (!live && tenth === shown) return;
      shown = tenth;
      const percent = `${Math.floor(done * 100)} %`;
      process.stderr.write(
        live ? `\r\x1b[K${done < 1 ? `${label} ${percent}` : ''}` : `${label} ${percent}\n`,
      );
    },
    readStandardInput: () => buffer(process.stdin),
    async runProgram(file, args, settings) {
      const child = spawn(process.execPath, [...FLAGS, join(home, file), ...args], {
        env: { ...process.env, ...settings },
        stdio: 'inherit',
      });
      // A terminal sends these two to both, and a second one would cut the other off.
      for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => undefined);
      process.on('SIGTERM', () => child.kill('SIGTERM'));
      const [code] = await once(child, 'exit');
      return code ?? 1;
    },
  };
}
