import type { Call, EventDraft } from './call.ts';
import type { Drafted } from './draft-of.ts';

/** What somebody does on a page; all else happens to mail, and whoever made it up would stop mail to others. */
const DONE_ON_PAGES = ['tracked', 'converted'];

/**
 * What a call comes to that a page sends. Whoever looks at the page has its key, so it can say what a contact did and what
 * is known of it, and no more: that mail to it stopped, whose account it is of, which contacts are one and which mail it
 * was is for servers to say.
 */
export function draftOfPage({ index, messageId, type }: Call, drafted: Drafted): Drafted {
  if ('refusal' in drafted) return drafted;
  const { effect } = drafted;
  const about = { index, messageId };
  if (type === 'group' || effect.kind === 'alias')
    return { refusal: { ...about, ...NOT_FROM_A_PAGE, detail: `The key of a page makes no ${type}.` } };
  if (effect.kind === 'contact') {
    const { account, ...fields } = effect.fields;
    if (account === undefined) return drafted;
    const remark = { ...about, code: 'trait-not-kept', detail: ACCOUNT, fix: NOT_FROM_A_PAGE.fix };
    return { effect: { ...effect, fields }, remarks: [...drafted.remarks, remark] };
  }
  if (!DONE_ON_PAGES.includes(effect.event.type)) {
    const detail = `The key of a page says of nobody that something is ${effect.event.type}.`;
    return { refusal: { ...about, ...NOT_FROM_A_PAGE, detail } };
  }
  const event = withoutPlace(effect.event);
  if (event === effect.event && effect.mail === null) return drafted;
  const remark = { ...about, code: 'place-not-kept', detail: PLACE, fix: NOT_FROM_A_PAGE.fix };
  return { effect: { ...effect, event, mail: null }, remarks: [...drafted.remarks, remark] };
}

const NOT_FROM_A_PAGE = {
  code: 'not-from-a-page',
  fix: 'Send it from a server, with a key that has the scope ingest.',
} as const;
const ACCOUNT = 'traits.account: the key of a page says of nobody whose account he is of; it is left out';
const PLACE = 'The key of a page names no mail and no enrollment; the event is about its contact.';

function withoutPlace(event: EventDraft): EventDraft {
  const { touch, enrollmentId, ...rest } = event;
  return touch === undefined && enrollmentId === undefined ? event : rest;
}
