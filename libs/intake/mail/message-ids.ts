const ID_IN_BRACKETS = /<([^<>\s]{1,512})>/g;
const BARE_ID = /^[^<>\s]{1,512}$/;

/** The message ids of a header, without their brackets, in their order; one without brackets counts if it stands alone. */
export function messageIdsIn(header: string): string[] {
  const ids = Array.from(header.matchAll(ID_IN_BRACKETS), ([, id]) => id ?? '');
  if (ids.length > 0) return ids;
  const bare = header.trim();
  return BARE_ID.test(bare) ? [bare] : [];
}
