import type { Command } from './command.ts';
import { readCommandLine } from './command-line.ts';
import { commands } from './commands.ts';
import { EXIT, type ExitCode } from './exit-code.ts';
import { helpOf, helpOfAll, helpOfNoun } from './help.ts';
import { type Io, plain } from './io.ts';
import { Refusal } from './refusal.ts';

/** Runs one command line and answers its exit code. What it cannot do is said on stderr; with `--json`, as JSON. */
export async function run(
  argv: readonly string[],
  io: Io,
  version: string,
  all = commands,
): Promise<ExitCode> {
  try {
    return await answer(argv, io, version, all);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { exit, code, detail, fix, problems } = error;
    if (argv.includes('--json'))
      io.note(JSON.stringify({ code, detail, fix, ...(problems.length > 0 && { problems }) }));
    else
      io.note(
        plain(
          `✘ ${detail}\n  ${fix}${(problems.length > 1 ? problems : []).map((problem) => `\n  - ${describe(problem)}`).join('')}`,
        ),
      );
    return exit;
  }
}

async function answer(
  argv: readonly string[],
  io: Io,
  version: string,
  all: readonly Command[],
): Promise<ExitCode> {
  const asked = readCommandLine(argv, all);
  switch (asked.for) {
    case 'command':
      return asked.command.run(asked.call, io);
    case 'version':
      io.out(`${version}\n`);
      return EXIT.ok;
    case 'help': {
      const { noun, command } = asked;
      const ofNoun = all.filter((each) => each.noun === noun);
      io.out(command !== null ? helpOf(command) : noun === null ? helpOfAll(all) : helpOfNoun(noun, ofNoun));
      return EXIT.ok;
    }
  }
}

/** A problem of a file or of a call: place, reason, fix, as far as it has them. */
function describe(problem: object): string {
  const of = (name: string) => {
    const value: unknown = Reflect.get(problem, name);
    return value === undefined || value === null || value === '' ? [] : [String(value)];
  };
  const place = [...of('line').map((line) => `line ${line}`), ...of('path')].join(', ');
  return [...(place === '' ? [] : [`${place}:`]), ...of('reason'), ...of('fix')].join(' ');
}
