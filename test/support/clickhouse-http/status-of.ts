const STATUS: readonly (readonly [status: number, codes: readonly number[]])[] = [
  // REQUIRED_PASSWORD
  [401, [194]],
  // UNKNOWN_USER, WRONG_PASSWORD, AUTHENTICATION_FAILED
  [403, [192, 193, 516]],
  // CANNOT_PARSE_*, SYNTAX_ERROR, ILLEGAL_*, UNKNOWN_SETTING, TYPE_MISMATCH, NO_DATA_TO_INSERT and their like
  [400, [6, 25, 26, 27, 36, 38, 41, 43, 44, 46, 47, 53, 62, 69, 70, 72, 108, 115, 117, 130, 376, 456, 457]],
  // UNKNOWN_TABLE, UNKNOWN_DATABASE
  [404, [60, 81]],
  // TIMEOUT_EXCEEDED
  [408, [159]],
  // SESSION_IS_LOCKED
  [423, [373]],
  // NOT_IMPLEMENTED
  [501, [48]],
];

/** The HTTP status that ClickHouse answers with when it refuses something for this reason. */
export function statusOf(code: number): number {
  return STATUS.find(([, codes]) => codes.includes(code))?.[0] ?? 500;
}
