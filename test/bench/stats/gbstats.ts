import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { failureOf, PEERS } from '../load-peer.ts';
import { PAIRS } from './counts.ts';

const PYTHON = `${PEERS}.venv/${process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python'}`;

export interface Gbstats {
  /** With the versions of what it runs on. */
  readonly name: string;
  /** Milliseconds of the 72 comparisons, as Python's own clock has it, and P(treatment better) of each pair. */
  round(): Promise<{ milliseconds: number; chances: readonly number[] }>;
  end(): void;
}

/** GrowthBook's statistics from PyPI in a virtual environment of their own; a text is the reason why they cannot be had. */
export async function startGbstats(progress: (line: string) => void): Promise<Gbstats | string> {
  if ((await failureOf(PYTHON, ['-c', 'import gbstats'])) !== null) {
    progress('pip install in test/bench/peers/.venv: gbstats, to measure against');
    const reason =
      (await failureOf('python3', ['-m', 'venv', '.venv'])) ??
      (await failureOf(PYTHON, ['-m', 'pip', 'install', '--quiet', '-r', 'requirements.txt']));
    if (reason !== null) return reason;
  }
  const child = spawn(PYTHON, ['gbstats_rounds.py'], { cwd: PEERS, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (line: string): Promise<unknown> => {
    child.stdin.write(`${line}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error('gbstats_rounds.py ended early');
    return JSON.parse(value);
  };
  const versions = (await ask(JSON.stringify(PAIRS))) as Record<
    'python' | 'gbstats' | 'numpy' | 'scipy',
    string
  >;
  const { python, gbstats, numpy, scipy } = versions;
  return {
    name: `gbstats ${gbstats} (Python ${python}, numpy ${numpy}, scipy ${scipy})`,
    round: async () => (await ask('')) as Awaited<ReturnType<Gbstats['round']>>,
    end: () => child.stdin.end(),
  };
}
