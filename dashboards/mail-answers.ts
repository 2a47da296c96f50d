import { answerMail, readMail } from './api.ts';
import { isBusy, setBusy } from './busy.ts';
import { part } from './element.ts';
import { showStanding } from './mail-view.ts';
import { type Answer, whatCameOfIt } from './mail-wording.ts';
import type { OpenedMail } from './read-out.ts';

const BUTTONS: Readonly<Record<string, Answer>> = {
  'answer-reply': 'reply',
  'answer-bounce': 'bounce',
  'answer-unsubscribe': 'unsubscribe',
};

/** Answers the mail that is open, on a click; `opened` says which one that is. */
export function wireAnswers(opened: () => OpenedMail | null, onError: (error: unknown) => void): void {
  for (const id of Object.keys(BUTTONS)) {
    part(id).addEventListener('click', () => {
      const mail = opened();
      if (mail === null || isBusy(part('answers'))) return;
      void answer(id, mail, opened).catch(onError);
    });
  }
}

async function answer(button: string, mail: OpenedMail, opened: () => OpenedMail | null): Promise<void> {
  const how = BUTTONS[button];
  if (how === undefined) return;
  // What comes of it is said where the mail is still open.
  const say = (text: string) => {
    if (opened()?.id === mail.id) part('answers-said').textContent = text;
  };
  setBusy(part('answers'), part(button), true);
  say(`The ${how} is on its way …`);
  try {
    const before = await readMail(mail.id);
    const taken = await answerMail(mail.id, how);
    const after = await readMail(mail.id);
    if (opened()?.id === mail.id) showStanding(after);
    say(whatCameOfIt(how, taken, before.enrollment, after.enrollment));
  } catch (error) {
    say(`The ${how} may not have come in. Pressing again does not count it twice.`);
    throw error;
  } finally {
    setBusy(part('answers'), part(button), false);
  }
}
