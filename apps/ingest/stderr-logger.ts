import type { LoggerService } from '@nestjs/common';

/** Prints what went wrong to stderr, one line an event; Nest's reports on itself are left out. */
export class StderrLogger implements LoggerService {
  log(): void {}

  warn(message: unknown, ...context: unknown[]): void {
    this.print('warn', message, context);
  }

  error(message: unknown, ...context: unknown[]): void {
    this.print('error', message, context);
  }

  fatal(message: unknown, ...context: unknown[]): void {
    this.print('fatal', message, context);
  }

  /** Nest hands over a stack, which begins with what went wrong, if there is one; and who speaks, last. */
  private print(level: string, message: unknown, context: readonly unknown[]): void {
    const speaker = context.at(-1);
    const stack = context.slice(0, -1).find((part) => typeof part === 'string');
    const said = stack === undefined ? String(message) : `${String(message)}\n${stack}`;
    process.stderr.write(`${new Date().toISOString()} ${level} ${String(speaker ?? 'crest')}: ${said}\n`);
  }
}
