import { count, moment, words } from './format.ts';
import type { MailPage, Sighting, Standing, TakenMail } from './read-out.ts';

/** What the page of captured mail says in plain words. Pure. */

/** What a contact, or the server of its mail, can answer to a mail. */
export type Answer = 'reply' | 'bounce' | 'unsubscribe';

/** `Accepted: the reply came in as a mail (human reply).`, and what that did to the enrollment. */
export function whatCameOfIt(answer: Answer, taken: TakenMail, before: Standing, after: Standing): string {
  if (taken.repeated || taken.events.length === 0) {
    return `Duplicate: the ${answer} to this mail came in before, and counts once. Nothing was changed.`;
  }
  return `Accepted: the ${answer} came in as a mail (${words(taken.kind)}). ${change(before, after)}`;
}

function change(before: Standing, after: Standing): string {
  if (hasEnded(before)) return 'The enrollment had ended before, so it stays as it is.';
  if (hasEnded(after)) return 'It ends the sequence for this contact: no further step follows.';
  return 'It does not end this sequence: the enrollment goes on.';
}

function hasEnded({ state }: Standing): boolean {
  return state !== 'active' && state !== 'paused';
}

export function standing({ state, reason, nextStep, dueAt, endedAt }: Standing): string {
  const when = endedAt === null ? '' : ` on ${moment(endedAt)}`;
  const why = reason === null ? '' : `: ${words(reason)}`;
  switch (state) {
    case 'active':
      return `Under way. ${next(nextStep, dueAt)}`;
    case 'paused':
      return `Paused. ${next(nextStep, dueAt)}`;
    case 'finished':
      return `Finished${when}: every step is behind it.`;
    case 'exited':
      return `Left the sequence${when}${why}.`;
    case 'failed':
      return `Failed${when}${why}.`;
  }
}

function next(step: string | null, dueAt: string | null): string {
  if (step === null) return 'Every step is behind it.';
  return dueAt === null ? `Next step: ${words(step)}.` : `Next step: ${words(step)}, due ${moment(dueAt)}.`;
}

/** `opened 3 times, first 5 Jan 2026, 08:00 UTC` */
export function seen({ type, firstAt, count: times }: Sighting): string {
  const often = times > 1 ? ` ${count(times)} times, first` : '';
  return `${words(type)}${often} ${moment(firstAt)}`;
}

/** `Outbound cadence · case study · variant b`; a mail without variants is the `default` one, which says nothing. */
export function place(sequence: string, step: string, variant: string): string {
  return [
    sequence,
    words(step),
    ...(variant === '' || variant === 'default' ? [] : [`variant ${variant}`]),
  ].join(' · ');
}

/** How many of the mails are shown. Those that match a search are not counted before all of them are read. */
export function howMany(shown: number, { total, nextCursor }: MailPage, isFiltered: boolean): string {
  const mails = `${count(shown)} ${shown === 1 ? 'mail' : 'mails'}`;
  if (nextCursor === null) return shown === 0 ? 'No mail matches this.' : `${mails}, newest first.`;
  return isFiltered ? `The newest ${mails}.` : `The newest ${count(shown)} of ${count(total)} mails.`;
}
