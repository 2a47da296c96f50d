import type { EventDraft } from '#intake';
import { findMailedTouches, type Sql } from '#storage';

/** Events with the touch of the mail that they name as its provider does; one of no mail here stays as it is. */
export async function findMails<T extends { readonly event: EventDraft; readonly mail: string | null }>(
  sql: Sql,
  workspaceId: number,
  events: readonly T[],
): Promise<readonly T[]> {
  // Some write what stands in the header of the mail, in angle brackets.
  const namesOf = (mail: string | null) =>
    mail === null ? [] : [mail, mail.replace(/^<(.*)>$/, '$1'), `<${mail}>`];
  const providerIds = [...new Set(events.flatMap(({ mail }) => namesOf(mail)))];
  const found = await findMailedTouches(sql, workspaceId, { intentIds: [], providerIds });
  const touches = new Map(found.map(({ providerMessageId, intentId }) => [providerMessageId, intentId]));
  return events.map((each) => {
    const name = namesOf(each.mail).find((one) => touches.has(one));
    const touch = name === undefined ? undefined : touches.get(name);
    return touch === undefined ? each : { ...each, event: { ...each.event, touch } };
  });
}
