import { element, part } from './element.ts';
import { brief, moment } from './format.ts';
import { addressOf, isFiltered, mailAddress } from './mail-address.ts';
import { howMany, place } from './mail-wording.ts';
import type { Mail, MailPage } from './read-out.ts';

/** How a sequence is called, by its key. */
export type NameOf = (sequence: string) => string;

/** Shows a page of mail: the first one in place of what was shown, any later one below it. */
export function showMails(page: MailPage, isFirst: boolean, nameOf: NameOf): void {
  const list = part('mail-list');
  const rows = page.mail.map((mail) => rowOf(mail, nameOf));
  if (isFirst) list.replaceChildren();
  list.append(...rows);
  part('mail-count').textContent = howMany(list.children.length, page, isFiltered(mailAddress()));
  part('show-all').hidden = list.children.length > 0;
  part('older').hidden = page.nextCursor === null;
  // The button that was pressed may be gone, and what it was pressed for begins here.
  if (!isFirst) rows[0]?.querySelector('a')?.focus();
}

export function markMail(id: string): void {
  for (const link of part('mail-list').querySelectorAll('a')) {
    if (link.dataset.mail === id) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
}

/** Calls `onChoose` for the mail of a link that is followed in this tab. */
export function wireMails(onChoose: (id: string) => void): void {
  part('mail-list').addEventListener('click', (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || !(event.target instanceof Element)) return;
    const id = event.target.closest('a')?.dataset.mail;
    if (id === undefined) return;
    event.preventDefault();
    onChoose(id);
  });
}

function rowOf(mail: Mail, nameOf: NameOf): HTMLElement {
  const { id, to, subject, capturedAt, sequence, step, variant } = mail;
  const link = element(
    'a',
    { href: addressOf({ ...mailAddress(), mail: id }), 'data-mail': id },
    element('strong', { class: 'mail-to' }, to),
    ' ',
    element('time', { datetime: capturedAt, title: moment(capturedAt) }, brief(capturedAt)),
    ' ',
    element('span', { class: 'mail-subject' }, subject),
    ' ',
    element('span', { class: 'mail-place' }, place(nameOf(sequence), step, variant)),
  );
  return element('li', {}, link);
}
