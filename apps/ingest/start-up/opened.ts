/** Whoever asked for a stop while a start was under way gets it: the start ends with this. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** What a start has opened so far, so that it can be closed at any moment, the last first. */
export class Opened {
  private readonly closers: (() => Promise<unknown>)[] = [];
  private closing: Promise<void> | null = null;

  get isClosing(): boolean {
    return this.closing !== null;
  }

  /** Ends a start that was told to stop. */
  check(): void {
    if (this.isClosing) throw new Interrupted();
  }

  /** Takes something that was opened; once a stop was asked for it is closed again at once. */
  async take<T>(opened: T, close: (opened: T) => Promise<unknown>): Promise<T> {
    if (this.isClosing) {
      await close(opened);
      throw new Interrupted();
    }
    this.closers.push(() => close(opened));
    return opened;
  }

  /** Closes everything; a part that does not close does not keep the others open, and its error comes last. */
  close(): Promise<void> {
    this.closing ??= this.closeEach();
    return this.closing;
  }

  private async closeEach(): Promise<void> {
    const failures: unknown[] = [];
    for (let close = this.closers.pop(); close; close = this.closers.pop()) {
      await close().catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
  }
}
