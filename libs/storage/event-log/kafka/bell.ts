/** Wakes whoever waits for news. Rings are counted, so that one between looking and waiting is not missed. */
export class Bell {
  #rings = 0;
  readonly #waiting = new Set<() => void>();

  get rings(): number {
    return this.#rings;
  }

  ring(): void {
    this.#rings++;
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  /** Settles with true at the first ring after `seen` rings, with false when `ms` went by without one. */
  async after(seen: number, ms: number): Promise<boolean> {
    if (this.#rings !== seen) return true;
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(wake);
        resolve(false);
      }, ms);
      this.#waiting.add(wake);
    });
  }
}
