import { afterAll, expect, test } from '@jest/globals';
import { type Engine, enroll, type Mail, runOnce } from '#runtime';
import { saveDraft, setClock } from '#storage';
import { publish } from '../../apps/api/sequences/publish.ts';
import { testDemo } from '../support/play-demo.ts';

const DAY = 86_400_000;
const demo = await testDemo(0);
afterAll(() => demo.close());

test('a mail in a thread answers the Message-ID that the provider gave the earlier one', async () => {
  const { workspaceId, engine } = demo;
  const { sql } = engine;
  const now = demo.sources.now();
  await setClock(sql, now);
  const email = { type: 'email', body: 'Hi' };
  const content = {
    key: 'threads',
    goal: 'replied',
    steps: [
      { ...email, key: 'intro', day: 0, subject: 'About it' },
      { ...email, key: 'again', day: 2, thread: 'intro' },
    ],
  };
  await saveDraft(sql, { now }, { workspaceId, key: content.key, name: content.key, content });
  await publish(sql, { workspaceId, key: content.key, now });
  const sent: Mail[] = [];
  const renaming: Engine = {
    ...engine,
    mailer: {
      ...engine.mailer,
      send: async (mails) => {
        sent.push(...mails);
        return mails.map(({ intentId }) => ({
          kind: 'accepted',
          messageId: `<own-${intentId}@provider.example>`,
        }));
      },
    },
  };
  const lines = [{ contact: { id: 'ada', email: 'ada@example.com', timezone: 'UTC' } }];
  await enroll(renaming, { workspaceId, sequenceKey: content.key, lines, now });
  for (let day = 0; day <= 4; day++) await runOnce(renaming, now + day * DAY);
  const [intro, again] = sent;
  expect(sent.map(({ subject }) => subject)).toEqual(['About it', 'Re: About it']);
  expect(again?.thread?.inReplyTo).toBe(`<own-${intro?.intentId}@provider.example>`);
});
