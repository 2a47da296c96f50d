/** Where a start says what it does: a terminal, or a file that should not fill with half-drawn bars. */
export interface Screen {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

const BAR_WIDTH = 28;
/** Without a terminal a progress is told in tenths. */
const TENTHS = 10;

/** Tells a person at a terminal, or a log, how a start goes. */
export class Reporter {
  private readonly live: boolean;
  private tenth = 0;

  constructor(
    private readonly screen: Screen,
    private readonly color: boolean,
  ) {
    this.live = screen.isTTY === true;
  }

  /** A part that is up. */
  tick(text: string): void {
    this.line(`${this.paint('32', '✔')} ${text}`);
  }

  /** What went wrong, and what to do about it, in one line. */
  fail(text: string): void {
    this.line(`${this.paint('31', '✘')} ${text}`);
  }

  /** What is worth a line in passing. */
  note(text: string): void {
    this.line(`  ${text}`);
  }

  line(text = ''): void {
    this.screen.write(`${this.live ? '\r\x1b[K' : ''}${text}\n`);
  }

  strong(text: string): string {
    return this.paint('1', text);
  }

  /** How far something is, from 0 to 1: a bar that is drawn over, or a line for every tenth. */
  progress(label: string, done: number, said: string): void {
    const share = Math.min(Math.max(done, 0), 1);
    const percent = `${String(Math.floor(share * 100)).padStart(3)} %`;
    if (this.live) {
      const filled = Math.round(share * BAR_WIDTH);
      const bar = `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)}`;
      const text = `  ${label} ${bar} ${percent}  ${said}`.slice(0, (this.screen.columns ?? 80) - 1);
      this.screen.write(`\r\x1b[K${text}`);
      return;
    }
    const tenth = Math.floor(share * TENTHS);
    if (tenth === this.tenth) return;
    this.tenth = tenth;
    this.line(`  ${label} ${percent}  ${said}`);
  }

  private paint(code: string, text: string): string {
    return this.live && this.color ? `\x1b[${code}m${text}\x1b[0m` : text;
  }
}
