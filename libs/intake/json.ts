const LONG = /\d{16}/;
/** A text, which is left as it is, or a whole number of more digits than a double holds. Of JSON alone: every text has an end. */
const TEXT_OR_LONG = /"[^"\\]*(?:\\.[^"\\]*)*"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g;

/**
 * JSON as programs send it that count beyond 2^53: whole numbers of 16 digits and more are kept as text, digit by digit.
 * Throws a SyntaxError at what is no JSON.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (!LONG.test(text)) return value;
  return JSON.parse(text.replace(TEXT_OR_LONG, (found) => (found.startsWith('"') ? found : `"${found}"`)));
}
