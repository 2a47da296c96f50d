/** A queue that gives out its least element first. */
export interface Queue<T> {
  push(item: T): void;
  peek(): T | null;
  pop(): T | null;
}

/** A binary heap. */
export function queueByTime<T>(compare: (a: T, b: T) => number): Queue<T> {
  const items: T[] = [];
  const before = (i: number, j: number) => compare(items[i] as T, items[j] as T) < 0;
  const swap = (i: number, j: number) => {
    [items[i], items[j]] = [items[j] as T, items[i] as T];
  };
  return {
    push(item) {
      let i = items.push(item) - 1;
      for (let parent = (i - 1) >> 1; i > 0 && before(i, parent); i = parent, parent = (i - 1) >> 1)
        swap(i, parent);
    },
    peek: () => items[0] ?? null,
    pop() {
      const first = items[0];
      const last = items.pop();
      if (first === undefined || last === undefined) return null;
      if (items.length === 0) return first;
      items[0] = last;
      for (let i = 0; ; ) {
        const left = 2 * i + 1;
        if (left >= items.length) return first;
        const least = left + 1 < items.length && before(left + 1, left) ? left + 1 : left;
        if (!before(least, i)) return first;
        swap(i, least);
        i = least;
      }
    },
  };
}
