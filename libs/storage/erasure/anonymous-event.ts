/** What the log calls somebody who was erased. */
export const NOBODY = 'erased';

/**
 * A row of the log without the people whom its events are about: their key and the properties of these events go;
 * numbers, times, names of conversions and money stay, which reports are made of. That a bounce was a soft one stays,
 * too: it decides what it counts as. Null where none of its events is about them.
 */
export function anonymousRow(
  row: { own: string; shared: string | null },
  isAbout: (event: Fields) => boolean,
): { own: string; shared: string | null } | null {
  const shared = row.shared === null ? null : readObject(row.shared);
  const events = (row.shared === null ? [row.own] : row.own.split('\n')).map((line) => {
    const own = readObject(line);
    return { line, own, about: isAbout({ ...shared, ...own }) };
  });
  if (!events.some(({ about }) => about)) return null;
  // A person in what they share is the person of all of them.
  const allAbout = events.every(({ about }) => about);
  return {
    own: events
      .map(({ line, own, about }) => (about ? JSON.stringify(anonymous(own, shared)) : line))
      .join('\n'),
    shared: shared !== null && allAbout ? JSON.stringify(anonymous(shared, null)) : row.shared,
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

/** An event, or what is read of one. */
export type Fields = Readonly<Record<string, unknown>>;

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
