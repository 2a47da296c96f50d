import type { Instant } from '#engine';
import { type Query, type Sql, type Workspace, withTx } from '#storage';
import { type UpsertResult, upsert } from '../upsert.ts';
import { type Column, readHeader } from './columns.ts';
import type { CsvFile } from './csv-file.ts';
import { type Delimiter, delimiterOf } from './delimiter.ts';
import { decode, encodingOf } from './encoding.ts';
import { type Row, readRows, type Stop } from './read-rows.ts';

export interface ImportCall {
  readonly workspace: Workspace;
  readonly file: CsvFile;
  /** `HEADER:field` for columns that are not to be guessed. */
  readonly map: readonly string[];
  /** Report what would happen, and store nothing. */
  readonly dryRun: boolean;
  readonly now: Instant;
}

export interface RowProblem {
  readonly line: number;
  readonly code: string;
  readonly detail: string;
  readonly fix: string;
}

export interface ImportReport {
  readonly dryRun: boolean;
  readonly encoding: string;
  readonly delimiter: Delimiter;
  readonly columns: readonly Column[];
  /** Where ids come from: a column, or the address where there is none. */
  readonly idFrom: 'id' | 'email';
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly rejected: number;
  readonly problems: readonly RowProblem[];
  /** How many problems are not listed, of very many. */
  readonly problemsLeftOut: number;
  /** The line at which the file stopped being CSV; what stands behind it was not read. */
  readonly stoppedAt: number | null;
}

const BATCH = 500;
/** All of their ids are in memory, since none may stand there twice: some 150 MB. */
const MOST_ROWS = 1_000_000;
const MAX_PROBLEMS = 10_000;

/**
 * Makes contacts of the rows of a CSV file, or changes those that are known; an empty cell keeps what is known. Every
 * row stands for itself: a bad one is reported with its line and reason, the others go in. All values are text as they
 * stand, formulas too. A file that is no CSV, or whose header cannot be meant, is refused before anything is stored.
 */
export async function importContacts(sql: Sql, call: ImportCall): Promise<ImportReport> {
  const encoding = encodingOf(call.file);
  const start = new TextDecoder(encoding).decode(call.file.head, { stream: true });
  const { delimiter, saidInFirstLine } = delimiterOf(start);
  const rows = readRows(decode(call.file, encoding), {
    delimiter,
    from: saidInFirstLine ? 2 : 1,
    most: MOST_ROWS,
  });
  const first = (await rows.next()).value;
  const columns = readHeader(first && 'cells' in first ? first.cells : [], call.map);
  const tally = new Tally();
  const named = new Map<string, string>();
  let batch: Row[] = [];
  const flush = async () => {
    await store(sql, call, columns, batch, named, tally);
    batch = [];
  };
  for await (const row of rows) {
    if ('stops' in row) tally.stop(row);
    else if (row.cells.some((cell) => cell !== '')) batch.push(row);
    if (batch.length === BATCH) await flush();
  }
  await flush();
  const idFrom = columns.some(({ field }) => field === 'id') ? 'id' : 'email';
  return { dryRun: call.dryRun, encoding, delimiter, columns, idFrom, ...tally.report() };
}

async function store(
  sql: Sql,
  { workspace, dryRun, now }: ImportCall,
  columns: readonly Column[],
  rows: readonly Row[],
  named: Map<string, string>,
  tally: Tally,
): Promise<void> {
  const whole = rows.filter((row) => {
    const extra = row.cells.slice(columns.length).some((cell) => cell !== '');
    if (extra) tally.refuse(row.line, tooManyCells(row, columns));
    return !extra;
  });
  const lines = whole.map((row) => contactOf(row, columns));
  const whereOf = (index: number) => `line ${whole[index]?.line}`;
  const work = (query: Query) => upsert(query, { workspace, lines, now, named, whereOf });
  const results = dryRun ? await rehearse(sql, work) : await work(sql);
  for (const result of results) tally.add(whole[result.index]?.line ?? 0, result);
}

/** Does the work and takes it back: what is reported is what would happen. */
async function rehearse<T>(sql: Sql, work: (query: Query) => Promise<T>): Promise<T> {
  const takeBack = new Error('a rehearsal is taken back');
  let value: { of: T } | undefined;
  try {
    await withTx(sql, async (tx) => {
      value = { of: await work(tx) };
      throw takeBack;
    });
  } catch (error) {
    if (error !== takeBack) throw error;
  }
  if (value === undefined) throw takeBack;
  return value.of;
}

/** A row as `POST /v1/contacts` takes a contact. Ids and addresses are trimmed; other text stays as it stands. */
function contactOf({ cells }: Row, columns: readonly Column[]): object {
  const fields = columns.flatMap(({ field }, i) => {
    const cell = cells[i] ?? '';
    const value = field === 'id' || field === 'email' || field === 'timezone' ? cell.trim() : cell;
    return field === null || value === '' ? [] : [[field, value] as const];
  });
  const contact: Record<string, string> = Object.fromEntries(fields);
  if (columns.some(({ field }) => field === 'id')) return contact;
  return { ...contact, ...(contact.email !== undefined && { id: contact.email.toLowerCase() }) };
}

const tooManyCells = ({ cells }: Row, columns: readonly Column[]) => ({
  code: 'too-many-cells',
  detail: `the row has ${cells.length} cells and the header ${columns.length}`,
  fix: 'Put quotes around a cell that holds the delimiter.',
});

/** Contacts are made by one code, whose fixes speak of calls; whoever has a file has cells. */
function inTheWordsOfCsv(refusal: Omit<RowProblem, 'line'>): Omit<RowProblem, 'line'> {
  if (refusal.code === 'named-twice') return { ...refusal, fix: 'Keep one of the rows.' };
  if (refusal.code !== 'invalid-contact') return refusal;
  return { ...refusal, fix: 'Correct the cell, or empty it: an empty cell keeps what is known.' };
}

/** Counts what became of the rows. */
class Tally {
  private rows = 0;
  private created = 0;
  private updated = 0;
  private rejected = 0;
  private readonly problems: RowProblem[] = [];
  private stoppedAt: number | null = null;

  add(line: number, result: UpsertResult): void {
    if (!result.accepted) this.refuse(line, inTheWordsOfCsv(result));
    else {
      this.rows++;
      if (result.created) this.created++;
      else this.updated++;
    }
  }

  refuse(line: number, { code, detail, fix }: Omit<RowProblem, 'line'>): void {
    this.rows++;
    this.rejected++;
    if (this.problems.length < MAX_PROBLEMS) this.problems.push({ line, code, detail, fix });
  }

  stop({ line, stops: detail, fix }: Stop): void {
    this.stoppedAt = line;
    this.refuse(line, { code: 'not-csv', detail, fix });
  }

  report() {
    const { rows, created, updated, rejected, stoppedAt } = this;
    const problems = this.problems.sort((a, b) => a.line - b.line);
    const problemsLeftOut = rejected - problems.length;
    return { rows, created, updated, rejected, problems, problemsLeftOut, stoppedAt };
  }
}
