/** Why a log record cannot become a row. It never leaves the encoder: there it becomes the dead letter's reason. */
export class Refusal extends Error {
  constructor(field: string, expected: string, value: unknown) {
    super(`${field}: expected ${expected}, got ${shown(value)}`);
  }
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length <= 80 ? text : `${text.slice(0, 77)}...`;
}
