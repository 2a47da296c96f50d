/** What the log calls somebody who was erased. */
export const NOBODY = 'erased';

/**
 * A row of the log without the person: its key and the properties of its events go; numbers, times, names of conversions
 * and money stay, which reports are made of. That a bounce was a soft one stays, too: it decides what it counts as.
 */
export function anonymousRow(row: { own: string; shared: string | null }): {
  own: string;
  shared: string | null;
} {
  const shared = row.shared === null ? null : readObject(row.shared);
  const lines = row.shared === null ? [row.own] : row.own.split('\n');
  return {
    own: lines.map((line) => JSON.stringify(anonymous(readObject(line), shared))).join('\n'),
    shared: shared === null ? null : JSON.stringify(anonymous(shared, null)),
  };
}

function anonymous(fields: Fields, shared: Fields | null): Fields {
  const whole = { ...shared, ...fields };
  return {
    ...fields,
    ...('subjectKey' in fields && { subjectKey: NOBODY }),
    ...('properties' in fields && { properties: isSoftBounce(whole) ? { kind: 'soft' } : {} }),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function readObject(text: string): Fields {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function isSoftBounce({ type, properties }: Fields): boolean {
  return (
    type === 'bounced' &&
    typeof properties === 'object' &&
    properties !== null &&
    'kind' in properties &&
    properties.kind === 'soft'
  );
}
