import { CsvError, parse } from 'csv-parse';

/** A row of a CSV file, by the line it begins in. */
export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Where a file stops being CSV: nothing behind it can be read. */
export interface Stop {
  readonly line: number;
  readonly stops: string;
  readonly fix: string;
}

/** One row takes no more than this, whatever is in it. */
const MAX_ROW_BYTES = 1024 * 1024;

/**
 * The rows of a file, as they come; of one that is no CSV from some row on, those before and then why. Only the piece of
 * text at hand and its rows are in memory. No more than `most` rows are read, the header included. Empty lines are passed over; a quote inside of a field that has none around
 * it is a letter.
 */
export async function* readRows(
  texts: AsyncIterable<string>,
  { delimiter, from, most }: { delimiter: string; from: number; most: number },
): AsyncGenerator<Row | Stop> {
  const read: Row[] = [];
  let rows = 0;
  const parser = parse({
    delimiter,
    from_line: from,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW_BYTES,
    // Taken here and not from the stream, which throws away what it holds when it fails.
    on_record: (cells: string[], { lines }) => {
      read.push({ line: lines - lineBreaks(cells), cells });
      return null;
    },
  });
  // Every failure comes out of the write that it belongs to.
  parser.on('error', () => undefined).resume();
  const settle = (go: (done: (error?: Error | null) => void) => void) =>
    new Promise<CsvError | null>((resolve, reject) => {
      go((error) => (error instanceof CsvError ? resolve(error) : error ? reject(error) : resolve(null)));
    });
  for await (const text of texts) {
    const error = text === '' ? null : await settle((done) => parser.write(text, done));
    for (const row of read.splice(0)) {
      if (++rows > most) return yield tooMany(row.line, most);
      yield row;
    }
    if (error) return yield stopAt(error);
  }
  const error = await settle((done) => parser.once('error', done).once('end', done).end());
  for (const row of read.splice(0)) {
    if (++rows > most) return yield tooMany(row.line, most);
    yield row;
  }
  if (error) yield stopAt(error);
}

const lineBreaks = (cells: readonly string[]) =>
  cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\r|\n/g)?.length ?? 0), 0);

function stopAt({ code, lines }: CsvError & { readonly lines?: unknown }): Stop {
  const stops =
    code === 'CSV_MAX_RECORD_SIZE'
      ? `a row that ends behind this line takes more than ${MAX_ROW_BYTES / 1024 / 1024} MB; a quote before it may never be closed`
      : 'the file ends inside of a quoted field: a quote at or before this line is never closed';
  return { line: Number(lines ?? 0), stops, fix: 'Correct the row; what stands behind it was not read.' };
}

function tooMany(line: number, most: number): Stop {
  const stops = `the file has more than the ${most.toLocaleString('en')} rows that are taken at once`;
  return { line, stops, fix: 'Send the rest in another file, with the header; it was not read.' };
}
