import { capturedMailer, type Mail, type Mailer, type MailResult, Throttle } from '#runtime';

/** What the provider answers, by recipient; `took` says whether it has the mail, whatever it answers. */
export type Script = (mail: Mail) => { readonly result: MailResult; readonly took?: boolean };

export const accepted: MailResult = { kind: 'accepted', providerMessageId: 'their-id' };
export const unknown: MailResult = { kind: 'unknown', reason: 'timeout', detail: 'no answer' };
export const busy: Script = ({ recipient }) => ({
  result: {
    ...{ kind: 'deferred', of: 'mail', reason: 'recipient-busy', retryAfterMs: null },
    detail: `450 4.2.0 <${recipient}> is busy`,
  },
});
export const away: MailResult = {
  ...{ kind: 'deferred', of: 'provider', reason: 'provider-away', retryAfterMs: null },
  detail: '503',
};

/** A provider that says what the test wants and knows what it has: an intent twice in `journal` is a mail sent twice. */
export function scriptedMailer() {
  const state: { script: Script; dropsRepeats: boolean } = {
    script: () => ({ result: accepted }),
    dropsRepeats: false,
  };
  const journal: string[] = [];
  const handed: Mail[] = [];
  const throttle = new Throttle();
  const mailer: Mailer = {
    ...capturedMailer,
    ...{ name: 'scripted', repeats: 'blind', reportsDelivery: 'later', captures: false },
    takes: (now) => throttle.takes(now),
    async send(mails, now) {
      const results = mails.map((mail) => {
        handed.push(mail);
        const { result, took = result.kind === 'accepted' } = state.script(mail);
        const known = state.dropsRepeats && journal.includes(mail.intentId);
        if (took && !known) journal.push(mail.intentId);
        return result;
      });
      throttle.note(results, now);
      return results;
    },
  };
  return {
    mailer,
    /** The intents it took, once for each mail that went out. */
    journal,
    /** All that was handed over. */
    handed,
    answer(script: Script, { dropsRepeats = false } = {}) {
      state.script = script;
      state.dropsRepeats = dropsRepeats;
    },
  };
}
