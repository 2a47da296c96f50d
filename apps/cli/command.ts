import type { ExitCode } from './exit-code.ts';
import type { Io } from './io.ts';

/** `--name`, or `--name VALUE` where it has a value. */
export interface Flag {
  /** What the value is, such as `FILE`; null for a switch. */
  readonly value: string | null;
  readonly about: string;
}

export type Flags = Readonly<Record<string, Flag>>;

/** A switch is true or false; what has a value is undefined where it was left out. */
type ValueOf<V extends string | null> = V extends null ? boolean : string | undefined;

export type Given<F extends Flags> = { readonly [Name in keyof F]: ValueOf<F[Name]['value']> };

export interface Call<F extends Flags> {
  readonly operands: readonly string[];
  readonly flags: Given<F>;
  /** The output is for a program. */
  readonly json: boolean;
}

/** One command, `crest NOUN VERB OPERANDS`. `run` is declared as a method so that every command fits into one list. */
export interface Command<F extends Flags = Flags> {
  readonly noun: string;
  /** Null where the noun says it all, as in `crest doctor`. */
  readonly verb: string | null;
  readonly about: string;
  /** The names of what it takes; the last one may end in `...`, for one or more. */
  readonly operands: readonly string[];
  readonly flags: F;
  readonly examples: readonly string[];
  run(call: Call<F>, io: Io): Promise<ExitCode>;
}

/** Ties the flags of a command to what its `run` is handed. */
export function defineCommand<const F extends Flags>(command: Command<F>): Command<F> {
  return command;
}

/** `crest sequence lint` */
export function nameOf({ noun, verb }: Command): string {
  return ['crest', noun, ...(verb === null ? [] : [verb])].join(' ');
}

/** `crest sequence lint FILE... [--strict]` */
export function usageOf(command: Command): string {
  const flags = Object.entries(command.flags).map(([name, { value }]) =>
    value === null ? `[--${name}]` : `[--${name} ${value}]`,
  );
  return [nameOf(command), ...command.operands, ...flags, '[--json]'].join(' ');
}
