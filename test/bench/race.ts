/** Measures once. */
export type Contest = () => number | Promise<number>;

/** Lets all contestants run, a round after the other, and answers each one's median. */
export async function race(
  contestants: ReadonlyMap<string, Contest>,
  { rounds, unit, progress }: { rounds: number; unit: string; progress: (line: string) => void },
): Promise<ReadonlyMap<string, number>> {
  const measured = new Map([...contestants.keys()].map((name) => [name, [] as number[]]));
  for (let round = 1; round <= rounds; round++) {
    for (const [name, contest] of contestants) measured.get(name)?.push(await contest());
    const said = [...measured].map(([name, numbers]) => `${name} ${Number(numbers.at(-1)?.toPrecision(4))}`);
    progress(`round ${round} of ${rounds}, ${unit}: ${said.join('; ')}`);
  }
  return new Map([...measured].map(([name, numbers]) => [name, median(numbers)]));
}

/** What a contestant measured. */
export function resultOf(results: ReadonlyMap<string, number>, name: string): number {
  const result = results.get(name);
  if (result === undefined) throw new Error(`${name} did not run`);
  return result;
}

export function median(numbers: readonly number[]): number {
  const middle = [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
  if (middle === undefined) throw new Error('nothing was measured');
  return middle;
}
