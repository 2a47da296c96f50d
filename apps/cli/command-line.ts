import { parseArgs } from 'node:util';
import { suggest } from '#engine';
import { type Call, type Command, type Flags, usageOf } from './command.ts';
import { usage } from './refusal.ts';

/** What a command line asks for. */
export type Asked =
  | { readonly for: 'help'; readonly noun: string | null; readonly command: Command | null }
  | { readonly for: 'version' }
  | { readonly for: 'command'; readonly command: Command; readonly call: Call<Flags> };

const HELP = ['--help', '-h', 'help'];

/** Reads a command line; throws a refusal that names what was probably meant where it cannot be understood. */
export function readCommandLine(argv: readonly string[], commands: readonly Command[]): Asked {
  const [first, ...rest] = argv;
  if (first === undefined || (HELP.includes(first) && rest.length === 0))
    return { for: 'help', noun: null, command: null };
  if (first === '--version' || first === '-v') return { for: 'version' };
  // `crest help sequence lint` is `crest sequence lint --help`.
  if (HELP.includes(first)) return readCommandLine([...rest, '--help'], commands);
  const ofNoun = commands.filter(({ noun }) => noun === first);
  if (ofNoun.length === 0)
    throw unknown('command', first, [...new Set(commands.map(({ noun }) => noun))], 'crest');
  const alone = ofNoun.find(({ verb }) => verb === null);
  if (alone !== undefined) return readCall(alone, rest);
  const [second, ...further] = rest;
  if (second === undefined || HELP.includes(second)) return { for: 'help', noun: first, command: null };
  const command = ofNoun.find(({ verb }) => verb === second);
  if (command === undefined) {
    const verbs = ofNoun.flatMap(({ verb }) => (verb === null ? [] : [verb]));
    throw unknown(`command of "${first}"`, second, verbs, `crest ${first}`);
  }
  return readCall(command, further);
}

function readCall(command: Command, argv: readonly string[]): Asked {
  const switches: Flags = { json: { value: null, about: '' }, help: { value: null, about: '' } };
  const flags: Flags = { ...command.flags, ...switches };
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    options: {
      ...Object.fromEntries(
        Object.entries(flags).map(([name, { value }]) => [
          name,
          { type: value === null ? 'boolean' : 'string' },
        ]),
      ),
      help: { type: 'boolean', short: 'h' },
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const flag = Object.hasOwn(flags, token.name) ? flags[token.name] : undefined;
    if (flag === undefined)
      throw unknown(
        'flag',
        token.rawName,
        Object.keys(flags).map((name) => `--${name}`),
        usageOf(command),
      );
    if (flag.value === null && token.value !== undefined)
      throw usage(`${token.rawName} is a switch and takes no value.`, `Write ${token.rawName} alone.`);
    if (flag.value !== null && (token.value === undefined || token.value === ''))
      throw usage(`${token.rawName} needs a value.`, `Write ${token.rawName} ${flag.value}.`);
  }
  if (values.help === true) return { for: 'help', noun: command.noun, command };
  checkOperands(command, positionals);
  const given = Object.entries(command.flags).map(([name, { value }]) => {
    const said = values[name];
    return [name, value === null ? said === true : typeof said === 'string' ? said : undefined] as const;
  });
  return {
    for: 'command',
    command,
    call: { operands: positionals, flags: Object.fromEntries(given), json: values.json === true },
  };
}

function checkOperands(command: Command, operands: readonly string[]): void {
  const wanted = command.operands;
  const missing = wanted[operands.length];
  if (missing !== undefined)
    throw usage(`${missing.replace('...', '')} is missing.`, `Usage: ${usageOf(command)}`);
  const surplus = operands[wanted.length];
  if (surplus !== undefined && wanted.at(-1)?.endsWith('...') !== true)
    throw usage(`"${surplus}" is one too many.`, `Usage: ${usageOf(command)}`);
}

function unknown(what: string, word: string, known: readonly string[], where: string) {
  return usage(
    `There is no ${what} "${word}".`,
    `${suggest(word, known)} See ${where.split(' [')[0]} --help.`,
  );
}
