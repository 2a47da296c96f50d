import { element, part } from './element.ts';
import { moment } from './format.ts';
import type { NameOf } from './mail-list.ts';
import { place, seen, standing } from './mail-wording.ts';
import type { Mail, OpenedMail } from './read-out.ts';

/** Shows a mail as it went out: as text, whatever it holds. */
export function showMail(mail: OpenedMail, nameOf: NameOf): void {
  const { subject, from, to, capturedAt, sequence, step, variant, body } = mail;
  document.title = `${subject} · Captured mail · Crest`;
  part('mail-subject').textContent = subject;
  part('mail-from').textContent = from ?? 'Not kept';
  part('mail-to').textContent = to;
  part('mail-sent').replaceChildren(element('time', { datetime: capturedAt }, moment(capturedAt)));
  part('mail-place').textContent = place(nameOf(sequence), step, variant);
  part('mail-body').textContent = body;
  showHtml(mail);
  part('answers-title').textContent = `Answer as ${to}`;
  const numbers = part('mail-numbers');
  numbers.textContent = `The numbers of ${nameOf(sequence)}`;
  numbers.setAttribute('href', `/?${new URLSearchParams({ sequence })}`);
  showStanding(mail);
  part('mail').hidden = false;
}

/** The HTML is a page of its own, which runs nothing and knows nothing of this one. */
function showHtml({ id, html }: OpenedMail): void {
  const frame = part('mail-html');
  if (html === null) frame.removeAttribute('src');
  else frame.setAttribute('src', `/v1/mailbox/${id}/html`);
  frame.hidden = html === null;
  part('mail-also').hidden = html === null;
}

/** Shows what may have changed since the mail went out. */
export function showStanding(mail: OpenedMail): void {
  part('mail-standing').textContent = standing(mail.enrollment);
  part('mail-seen').replaceChildren(...mail.seen.map((sighting) => element('li', {}, seen(sighting))));
}

/** On a phone the mail stands below the list: whoever opens one is brought there. */
export function goToMail({ to }: Mail): void {
  const subject = part('mail-subject');
  part('mail-said').textContent = `The mail to ${to} is open.`;
  if (part('mail').offsetLeft > part('mails').offsetLeft) return;
  subject.focus({ preventScroll: true });
  subject.scrollIntoView({ block: 'start' });
}
