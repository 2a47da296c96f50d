import { fileURLToPath } from 'node:url';
import type { Io } from '../../../apps/cli/io.ts';
import { run } from '../../../apps/cli/run.ts';

export const HOME = fileURLToPath(new URL('.', import.meta.resolve('#package.json')));

/** Runs the command line inside the test, in the checkout's folder, and answers what it wrote. */
export async function crest(
  argv: readonly string[],
  {
    environment = {},
    input = '' as string | Uint8Array,
    folder = HOME,
    runProgram = async (): Promise<number> => 1,
  }: {
    environment?: Readonly<Record<string, string>>;
    input?: string | Uint8Array;
    folder?: string;
    runProgram?: Io['runProgram'];
  } = {},
): Promise<{ exit: number; out: string; said: string }> {
  const written = { out: '', said: '' };
  const exit = await run(
    argv,
    {
      environment,
      folder,
      home: folder,
      out: (text) => {
        written.out += text;
      },
      note: (text) => {
        written.said += `${text}\n`;
      },
      progress: () => undefined,
      runProgram,
      readStandardInput: async () => (typeof input === 'string' ? new TextEncoder().encode(input) : input),
    },
    '1.2.3',
  );
  return { exit, ...written };
}
