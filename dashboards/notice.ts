import { Problem } from './api.ts';
import { element, part } from './element.ts';

/** What to do when there is nothing to read, or nobody who may read it. */

const FIRST_SEQUENCE = `curl -X PUT http://${location.host}/v1/sequences/first \\
  -H "Authorization: Bearer $CREST_KEY" -H "Content-Type: application/json" \\
  -d '{ "key": "first", "name": "My first sequence", "goal": "replied", "steps": [
        { "key": "intro", "type": "email", "day": 0, "purpose": "introduce-value",
          "subject": "Hello {{firstName}}", "body": "…" },
        { "key": "follow-up", "type": "email", "day": 3, "purpose": "offer-resource",
          "subject": "Two pages that may help", "body": "…" } ] }'

curl -X POST http://${location.host}/v1/sequences/first/publish \\
  -H "Authorization: Bearer $CREST_KEY"`;

export function showNoSequences(): void {
  show(
    'No sequences yet',
    'Save a first one and publish it, then enroll contacts and come back: the steps, the peak and the tests appear here. The key is in the terminal, where npm start printed it.',
    [element('pre', { tabindex: '0' }, element('code', {}, FIRST_SEQUENCE))],
  );
}

export function showNoMail(): void {
  show(
    'No captured mail yet',
    'Mail is captured here instead of being sent. Publish a sequence, enroll contacts and, in a sandbox, move its clock: what falls due appears here, and can be answered.',
    [element('p', {}, element('a', { href: '/' }, 'Back to the dashboard'))],
  );
}

/** Whether a request was given up for a newer one, which is no error to speak of. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** `keepPage` where what is shown still holds and only the last request failed. */
export function showError(error: unknown, { keepPage } = { keepPage: false }): void {
  if (error instanceof Problem && error.status === 401) {
    show(
      'This session has ended',
      'Open the link that npm start printed in the terminal; it signs you in again.',
    );
    return;
  }
  const retry = element('button', { type: 'button', class: 'button' }, 'Try again');
  retry.addEventListener('click', () => location.reload());
  const detail = error instanceof Error ? error.message : String(error);
  const fix =
    error instanceof Problem && error.fix !== null ? error.fix : 'Try again; the log of npm start says more.';
  show('That did not work', detail, [element('p', {}, fix), retry], keepPage);
}

export function clearNotice(): void {
  part('notice').hidden = true;
  document.body.classList.remove('is-empty');
}

function show(title: string, text: string, more: readonly Node[] = [], keepPage = false): void {
  const notice = part('notice');
  // It stands alone on the page but where `keepPage` says otherwise, and then under the sentence.
  notice.replaceChildren(element(keepPage ? 'h2' : 'h1', {}, title), element('p', {}, text), ...more);
  notice.hidden = false;
  document.body.classList.toggle('is-empty', !keepPage);
  part('content').setAttribute('aria-busy', 'false');
}
