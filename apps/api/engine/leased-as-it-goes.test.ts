import { expect, test } from '@jest/globals';
import { iso } from '#engine';
import { workOnce } from '#runtime';
import { liveEngine } from '../../../test/support/live-engine.ts';
import { scriptedMailer } from '../../../test/support/mail/scripted-mailer.ts';
import { leasedAsItGoes } from './leased-as-it-goes.ts';

const { mailer } = scriptedMailer();
const crest = await liveEngine(mailer);
const start = Date.parse('2026-01-05T09:00:00Z');
const MINUTE = 60_000;

test('in a run that has gone on for minutes a mail is leased from when it is taken up', async () => {
  const mail = { key: 'mail', type: 'email', day: 0, subject: 'Hello', body: 'Hello there.' };
  await crest.publish({ key: 'one', goal: 'replied', steps: [mail] }, start);
  await crest.enroll('one', ['ada'], start);
  const leases: string[] = [];
  const engine = {
    ...crest.engine,
    mailer: {
      ...mailer,
      async send(...call: Parameters<typeof mailer.send>) {
        const [row] = await crest.sql<
          { at: number }[]
        >`select lease_until as at from touch where state = 'sending'`;
        leases.push(iso(row?.at ?? 0));
        return mailer.send(...call);
      },
    },
  };
  await workOnce(
    leasedAsItGoes(engine, start, () => start + 5 * MINUTE),
    start,
  );
  expect(leases).toEqual([iso(start + 5 * MINUTE + engine.leaseMs)]);
});
