import { type Command, usageOf } from './command.ts';

/** What `crest --help` says. */
export function helpOfAll(commands: readonly Command[]): string {
  const nouns = [...new Set(commands.map(({ noun }) => noun))];
  return lines(
    'Crest runs sequences and says which step carries them.',
    '',
    'Usage: crest NOUN VERB ...',
    '',
    ...nouns.flatMap((noun) => listOf(commands.filter((command) => command.noun === noun))),
    '',
    'Everywhere: --json writes JSON for programs, --help says more.',
    'Data go to stdout, everything else to stderr. Exit codes: 0 ok, 1 failure, 2 usage, 3 no decision yet or unhealthy.',
    '',
    'Commands that speak to a server find it in .data/credentials.json (CREST_DATA_DIR), or by CREST_URL and CREST_KEY.',
  );
}

/** What `crest sequence --help` says. */
export function helpOfNoun(noun: string, commands: readonly Command[]): string {
  return lines(
    `Usage: crest ${noun} VERB ...`,
    '',
    ...listOf(commands),
    '',
    `crest ${noun} VERB --help says more.`,
  );
}

/** What `crest sequence lint --help` says. */
export function helpOf(command: Command): string {
  const flags = Object.entries({
    ...command.flags,
    json: { value: null, about: 'write JSON for programs' },
    help: { value: null, about: 'say this' },
  }).map(([name, { value, about }]) => [`--${name}${value === null ? '' : ` ${value}`}`, about] as const);
  return lines(
    `Usage: ${usageOf(command)}`,
    '',
    command.about,
    '',
    ...columns(flags),
    '',
    ...(command.examples.length === 0
      ? []
      : ['Examples:', ...command.examples.map((example) => `  ${example}`)]),
  );
}

function listOf(commands: readonly Command[]): string[] {
  return columns(
    commands.map((command) => [
      [command.noun, command.verb, ...command.operands].filter((part) => part !== null).join(' '),
      command.about.split('\n')[0] ?? '',
    ]),
  );
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}

function lines(...all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
