import { type FailPoint, noFailPoint } from '../fail-point.ts';
import type { InsertEvents } from './insert-events.ts';

/** Where in a batch a row stands that ClickHouse refuses, and what it says about it. */
export interface PoisonedRow {
  readonly index: number;
  readonly reason: string;
}

/**
 * What ClickHouse says to rows that it will refuse again however often they come: values that do not parse, do not fit
 * or break a constraint. Anything else (no memory, no disk, no answer) is the server's state and passes.
 */
const DATA_ERRORS = new Map([
  ['6', 'CANNOT_PARSE_TEXT'],
  ['25', 'CANNOT_PARSE_ESCAPE_SEQUENCE'],
  ['26', 'CANNOT_PARSE_QUOTED_STRING'],
  ['27', 'CANNOT_PARSE_INPUT_ASSERTION_FAILED'],
  ['33', 'CANNOT_READ_ALL_DATA'],
  ['38', 'CANNOT_PARSE_DATE'],
  ['41', 'CANNOT_PARSE_DATETIME'],
  ['53', 'TYPE_MISMATCH'],
  ['69', 'ARGUMENT_OUT_OF_BOUND'],
  ['70', 'CANNOT_CONVERT_TYPE'],
  ['72', 'CANNOT_PARSE_NUMBER'],
  ['117', 'INCORRECT_DATA'],
  ['130', 'CANNOT_READ_ARRAY_FROM_TEXT'],
  ['131', 'TOO_LARGE_STRING_SIZE'],
  ['321', 'VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE'],
  ['349', 'CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN'],
  ['376', 'CANNOT_PARSE_UUID'],
  ['395', 'FUNCTION_THROW_IF_VALUE_IS_NON_ZERO'],
  ['467', 'CANNOT_PARSE_BOOL'],
  ['469', 'VIOLATED_CONSTRAINT'],
]);

/**
 * Inserts rows, all but those that ClickHouse refuses for what they are: a refused batch is halved down to them.
 * Any other error rejects, and the same call again is safe: each half has its own token, made from the batch's.
 */
export async function insertAroundPoison(
  insert: InsertEvents,
  token: string,
  rows: readonly string[],
  failPoint: FailPoint = noFailPoint,
  first = 0,
): Promise<readonly PoisonedRow[]> {
  if (rows.length === 0) return [];
  try {
    await insert(token, rows);
    return [];
  } catch (error) {
    const reason = dataError(error);
    if (reason === null) throw error;
    if (rows.length === 1) return [{ index: first, reason: `ClickHouse: ${reason}` }];
    const middle = rows.length >> 1;
    const upper = await insertAroundPoison(insert, `${token}/0`, rows.slice(0, middle), failPoint, first);
    failPoint('sink.halved');
    const lower = rows.slice(middle);
    return [...upper, ...(await insertAroundPoison(insert, `${token}/1`, lower, failPoint, first + middle))];
  }
}

/** What ClickHouse says about the data; null where the error is about something else. */
function dataError(error: unknown): string | null {
  // Not `instanceof ClickHouseError`: the client and the embedded engine have a class of that name each.
  if (typeof error !== 'object' || error === null || !('code' in error) || !('message' in error)) return null;
  return DATA_ERRORS.has(String(error.code)) ? String(error.message) : null;
}
