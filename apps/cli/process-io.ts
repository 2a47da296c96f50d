import { buffer } from 'node:stream/consumers';
import type { Io } from './io.ts';

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
  };
}
