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

  /** Nest hands over a stack, if there is one, and the name of who speaks, last. */
  private print(level: string, message: unknown, context: readonly unknown[]): void {
    const speaker = context.at(-1);
    const stacks = context.slice(0, -1).filter((part) => typeof part === 'string');
    const text = [
      `${new Date().toISOString()} ${level} ${String(speaker ?? 'crest')}: ${String(message)}`,
      ...stacks,
    ];
    process.stderr.write(`${text.join('\n')}\n`);
  }
}
