import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type Mail, type MailResult, messageId, TouchTokens } from '#runtime';
import { type FakeProvider, type Fault, SECRET } from '../support/mail/fake-provider.ts';

const FROM = '"Lovelace, Ada" <ada@example.com>';
const TOKENS = new TouchTokens(new Uint8Array(32).fill(7));
const NOW = Date.parse('2026-01-05T09:00:00Z');
const DAY = 86_400_000;
/** Where everybody answers, a busy machine may take its time. */
const PATIENT_MS = 60_000;
let count = 0;

export function newMail(changes: Partial<Mail> = {}): Mail {
  const intentId = `00000000-0000-5000-8000-${String(++count).padStart(12, '0')}`;
  return {
    ...{ intentId, messageId: messageId(TOKENS, intentId, FROM) },
    ...{ from: FROM, recipient: `to-${count}@example.net` },
    ...{ subject: 'Hello', text: 'Hello there.', html: null, thread: null, headers: {}, repeated: false },
    ...changes,
  };
}

/** What every adapter promises to the engine, told against a provider whose journal shows what it truly took. */
export function mailerContract(
  name: string,
  make: (patienceMs: number) => Promise<FakeProvider>,
  { retryAfterMs }: { readonly retryAfterMs: number | null },
): void {
  describe(name, () => {
    let it: FakeProvider;
    let now = NOW;
    beforeAll(async () => {
      it = await make(PATIENT_MS);
    });
    afterEach(() => {
      it.fail(() => null);
      // Long enough for every wait to be over; then one mail tells the mailer that all is well.
      now += DAY;
    });
    afterAll(async () => it.close());

    const taken = (mail: Mail) => it.journal.filter(({ intentId }) => intentId === mail.intentId);
    const send = (...mails: Mail[]) => it.mailer.send(mails, now);
    const sendOne = async (mail: Mail): Promise<MailResult> => (await send(mail))[0] as MailResult;

    test('an accepted mail was taken once, word for word, with its headers', async () => {
      const mail = newMail({
        subject: `Zoë 💌 "quoted" – ${'long '.repeat(30)}end`,
        text: `Ünïcode, a dot alone:\n.\n..\nFrom here.\n${'word '.repeat(400)}\n${'x'.repeat(3000)}\n`,
        html: `<p style="color: red">Grüße 💌 ${'<b>x</b>'.repeat(400)}</p>`,
        thread: { inReplyTo: '<b@example.com>', references: ['<a@example.com>', '<b@example.com>'] },
        headers: {
          'List-Unsubscribe': '<https://crest.example/u/abc,def>, <mailto:out@example.com?subject=no>',
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
          'Reply-To': 'replies@example.com',
        },
      });
      expect(await sendOne(mail)).toMatchObject({ kind: 'accepted' });
      const [got, ...more] = taken(mail);
      expect(more).toEqual([]);
      expect(got).toMatchObject({ recipients: [mail.recipient], subject: mail.subject });
      expect(got?.from).toContain('ada@example.com');
      expect(got?.from).toContain('Lovelace, Ada');
      expect(got?.text.trimEnd().replaceAll('\r\n', '\n')).toBe(mail.text.trimEnd());
      expect(got?.html?.trimEnd()).toBe(mail.html);
      expect(got?.headers).toMatchObject({
        'message-id': mail.messageId,
        'in-reply-to': '<b@example.com>',
        references: '<a@example.com> <b@example.com>',
        'list-unsubscribe': mail.headers['List-Unsubscribe'],
        'list-unsubscribe-post': 'List-Unsubscribe=One-Click',
        'reply-to': 'replies@example.com',
      });
    });

    test('results come in the order of the mails, each for its own', async () => {
      const mails = Array.from({ length: 30 }, () => newMail());
      const bad = new Set(mails.filter((_, i) => i % 3 === 1).map(({ recipient }) => recipient));
      it.fail((recipient) => (bad.has(recipient) ? 'bad-address' : null));
      const results = await send(...mails);
      expect(results.map(({ kind }) => kind)).toEqual(
        mails.map(({ recipient }) => (bad.has(recipient) ? 'rejected' : 'accepted')),
      );
      expect(mails.map((mail) => taken(mail).length)).toEqual(mails.map((_, i) => (i % 3 === 1 ? 0 : 1)));
    });

    test.each<[string, Partial<Mail>]>([
      ['a recipient that is two', { recipient: 'one@example.net, two@example.net' }],
      ['a recipient with a line break', { recipient: 'one@example.net\r\nBcc: two@example.net' }],
      ['a recipient with a name', { recipient: 'One <one@example.net>' }],
      ['a subject with a line break', { subject: 'Hello\r\nBcc: two@example.net' }],
      ['a sender with a line break', { from: 'Ada\r\nBcc: two@example.net <ada@example.com>' }],
      ['a header with a line break', { headers: { 'X-One': 'one\r\nBcc: two@example.net' } }],
      ['a header name with a line break', { headers: { 'X-One: one\r\nBcc': 'two@example.net' } }],
      ['a second recipient as a header', { headers: { bcc: 'two@example.net' } }],
      ['a message id with a line break', { messageId: '<a@example.com>\r\nBcc: two@example.net' }],
    ])('%s is refused and nothing is taken', async (_, changes) => {
      const before = it.journal.length;
      expect(await sendOne(newMail(changes))).toMatchObject({
        kind: 'rejected',
        reason: 'recipient' in changes ? 'bad-address' : 'unsafe',
      });
      expect(it.journal).toHaveLength(before);
      expect(await sendOne(newMail())).toMatchObject({ kind: 'accepted' });
    });

    test('a bad address and a refused mail are told apart, and neither is tried again', async () => {
      const [address, content] = [newMail(), newMail()];
      it.fail((recipient) => (recipient === address.recipient ? 'bad-address' : 'refused'));
      expect(await send(address, content)).toMatchObject([
        { kind: 'rejected', reason: 'bad-address' },
        { kind: 'rejected', reason: 'refused' },
      ]);
      expect(taken(address)).toEqual([]);
      expect(it.mailer.takes(now)).toBeGreaterThan(1);
    });

    test('a rate limit defers the mail, and nothing is handed over before the provider wants it', async () => {
      it.fail(() => 'rate-limited');
      const mail = newMail();
      const result = await sendOne(mail);
      expect(result).toMatchObject({ kind: 'deferred', of: 'provider' });
      if (retryAfterMs !== null) expect(result).toMatchObject({ reason: 'rate-limited', retryAfterMs });
      expect(taken(mail)).toEqual([]);
      expect(it.mailer.takes(now)).toBe(0);
      expect(it.mailer.takes(now + (retryAfterMs ?? DAY))).toBe(1);
    });

    test.each<Fault>(['unavailable', 'refuses-us'])(
      'while the provider is %s a backlog costs a handful of attempts, and none of it is taken or spent',
      async (fault) => {
        it.fail(() => fault);
        const before = it.asked();
        const mails = Array.from({ length: 200 }, () => newMail());
        const results = await send(...mails);
        expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(['deferred']));
        expect(results.every((result) => result.kind === 'deferred' && result.of === 'provider')).toBe(true);
        expect(it.asked() - before).toBeLessThanOrEqual(8);
        expect(mails.flatMap(taken)).toEqual([]);
        expect(JSON.stringify(results)).not.toContain(SECRET);
        expect(it.mailer.takes(now)).toBe(0);
        expect(it.mailer.takes(now + DAY)).toBe(1);
      },
    );

    test.each<Fault>(['cut-taken', 'nonsense-taken'])(
      'when it took the mail but said nothing that can be read (%s), nobody claims to know',
      async (fault) => {
        it.fail(() => fault);
        const mail = newMail();
        expect(await sendOne(mail)).toMatchObject({ kind: 'unknown' });
        expect(taken(mail)).toHaveLength(1);
        expect(it.mailer.takes(now)).toBe(0);
      },
    );

    test('when it took the mail and never answers, nobody claims to know', async () => {
      // On a busy machine it may take longer to take the mail than the mailer waits: then again, with more patience.
      for (let patienceMs = 500, isTaken = false; !isTaken; patienceMs *= 2) {
        const hanging = await make(patienceMs);
        hanging.fail(() => 'hang-taken');
        const [result] = await hanging.mailer.send([newMail()], now);
        isTaken = hanging.journal.length > 0;
        if (isTaken) expect([result?.kind, hanging.mailer.takes(now)]).toEqual(['unknown', 0]);
        await hanging.close();
      }
    });

    test('a connection that is cut before it took the mail never gives accepted or rejected', async () => {
      it.fail(() => 'cut');
      const mail = newMail();
      expect(['unknown', 'deferred']).toContain((await sendOne(mail)).kind);
      expect(taken(mail)).toEqual([]);
    });

    test('handed over again after an unknown result, a mail is still taken once, unless the adapter says blind', async () => {
      const mail = newMail();
      it.fail(() => 'cut-taken');
      expect(await sendOne(mail)).toMatchObject({ kind: 'unknown' });
      it.fail(() => null);
      if (it.mailer.repeats === 'blind') return;
      expect(await sendOne({ ...mail, repeated: true })).toMatchObject({ kind: 'accepted' });
      expect(taken(mail)).toHaveLength(1);
      const other = newMail({ repeated: true });
      expect(await sendOne(other)).toMatchObject({ kind: 'accepted' });
      expect(taken(other)).toHaveLength(1);
    });

    test('whatever goes wrong in a batch, accepted was taken once and nothing else was taken but unknown', async () => {
      const faults: (Fault | null)[] = [null, null, null, 'bad-address', 'refused', 'cut', 'cut-taken'];
      const mails = Array.from({ length: 60 }, () => newMail());
      it.fail((recipient) => faults[Number(/\d+/.exec(recipient)?.[0]) % faults.length] ?? null);
      for (let round = 0; round < 3; round++) {
        const batch = mails.slice(round * 20, round * 20 + 20);
        const results = await send(...batch);
        batch.forEach((mail, i) => {
          const kind = results[i]?.kind;
          const times = taken(mail).length;
          if (kind === 'accepted') expect(times).toBe(1);
          else if (kind === 'unknown') expect(times).toBeLessThanOrEqual(1);
          else expect(times).toBe(0);
        });
      }
    });

    test('a provider that does not listen defers, and the mail goes out once it does', async () => {
      const closed = await make(PATIENT_MS);
      await closed.stop();
      const [result] = await closed.mailer.send([newMail()], now);
      expect(result).toMatchObject({ kind: 'deferred', of: 'provider', reason: 'provider-away' });
      await closed.close();
    });
  });
}
