const DELIMITERS = [',', ';', '\t'] as const;

export type Delimiter = (typeof DELIMITERS)[number];

/** What stands between the fields of the first row, and whether a line before it says so (`sep=;`, as Excel writes it). */
export function delimiterOf(text: string): { delimiter: Delimiter; saidInFirstLine: boolean } {
  const said = /^sep=([,;\t])\r?\n/i.exec(text)?.[1];
  const delimiter = DELIMITERS.find((one) => one === said);
  if (delimiter !== undefined) return { delimiter, saidInFirstLine: true };
  const row = firstRow(text);
  const counts = DELIMITERS.map((one) => row.split(one).length);
  const most = DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
  return { delimiter: most, saidInFirstLine: false };
}

/** The first row that is not empty, without what stands in quotes. */
function firstRow(text: string): string {
  const [row = ''] = text
    .replace(/"(?:[^"]|"")*"/g, '""')
    .split(/[\r\n]+/)
    .filter((line) => line.trim() !== '');
  return row;
}
