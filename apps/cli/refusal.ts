import { EXIT, type ExitCode } from './exit-code.ts';

/** Why a command ends without having done what it was asked for: in a line, and what to do about it in another. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly exit: ExitCode,
    readonly code: string,
    readonly detail: string,
    readonly fix: string,
    readonly problems: readonly object[] = [],
  ) {
    super(`${detail} ${fix}`);
  }
}

/** The command line says something that no command understands. */
export function usage(detail: string, fix: string): Refusal {
  return new Refusal(EXIT.usage, 'usage', detail, fix);
}

/** The command was understood and could not be carried out. */
export function failure(
  code: string,
  detail: string,
  fix: string,
  problems: readonly object[] = [],
): Refusal {
  return new Refusal(EXIT.failure, code, detail, fix, problems);
}
