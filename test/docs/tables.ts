/** A row of a table, by the heads of its columns. */
export type Row = Readonly<Record<string, string>>;

export interface Table {
  readonly head: readonly string[];
  readonly rows: readonly Row[];
}

/** The tables of a Markdown page. */
export function readTables(page: string): Table[] {
  return [...page.matchAll(/(?:^\|.*\|\n)+/gm)].map(([block]) => {
    const [head = [], , ...rows] = block.trim().split('\n').map(cellsOf);
    return {
      head,
      rows: rows.map((cells) => Object.fromEntries(head.map((name, index) => [name, cells[index] ?? '']))),
    };
  });
}

function cellsOf(line: string): string[] {
  return line
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim());
}
