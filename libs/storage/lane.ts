/** Lets at most `width` pieces of work run at a time; the others wait their turn, first come first served. */
export function lane(width: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];

  return async (work) => {
    if (running < width) running++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The slot goes straight to who waits longest, so that nobody who comes now can take it first.
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}
