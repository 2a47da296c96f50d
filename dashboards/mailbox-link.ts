import { part } from './element.ts';
import { count } from './format.ts';

/** Says how many mails were captured, in the link that leads to them. */
export function showMailboxLink(mails: number): void {
  const link = part('mailbox-link');
  link.textContent = `Captured mail (${count(mails)})`;
  if (location.pathname === link.getAttribute('href')) link.setAttribute('aria-current', 'page');
  link.hidden = false;
}
