/** Where a link of a mail may lead, and what its pictures may be loaded from. */
const OF_LINKS = ['http', 'https', 'mailto', 'tel', 'sms'];
const OF_RESOURCES = ['http', 'https', 'cid'];
const PICTURE = /^data:image\/(png|gif|jpeg|webp);/i;

/** Attributes that a reader's program follows or loads. */
const FOLLOWED = ['href', 'action', 'formaction', 'xlink:href'];
const LOADED = ['src', 'background', 'poster'];

/** Whether an attribute holds an address. */
export function holdsAddress(name: string): boolean {
  return FOLLOWED.includes(name) || LOADED.includes(name);
}

/**
 * Why an address may not stand in an attribute of a mail; null where it may. A mail has no place of its own, so that
 * an address without a scheme leads nowhere, and a scheme such as `javascript:` would run what a contact's field says.
 */
export function refuseAddress(name: string, address: string): string | null {
  // As browsers do: breaks inside are nothing, and what comes before the scheme neither.
  const plain = address.replace(/[\t\n\r]/g, '').replace(/^[\p{Cc}\s]+/u, '');
  if (plain.startsWith('#') && name === 'href') return null;
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(plain)?.[1]?.toLowerCase();
  if (scheme === undefined) return 'has no scheme, so that it leads nowhere from a mail';
  const allowed = LOADED.includes(name) ? OF_RESOURCES : OF_LINKS;
  if (allowed.includes(scheme) || (LOADED.includes(name) && PICTURE.test(plain))) return null;
  return `begins with "${scheme}:", which no mail may use`;
}

/** A longer one does not fit into the head of an answer that leads on to it, everywhere. */
const LONGEST_PAGE = 4_000;

/** Whether a click on it can be counted: it leads to a page. */
export function isPage(address: string): boolean {
  return address.length <= LONGEST_PAGE && /^https?:\/\/[^\s/?#]/i.test(address);
}
