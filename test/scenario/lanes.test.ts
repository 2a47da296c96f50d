import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import {
  capturedMailer,
  DEMO,
  type Engine,
  enroll,
  MailLinks,
  runOnce,
  startRenderer,
  Versions,
} from '#runtime';
import { createInstallation, readInstallation, saveDraft } from '#storage';
import { publish } from '../../apps/api/sequences/publish.ts';
import { testDatabase } from '../support/test-database.ts';

const CONTACTS = 100;
const DAY = 86_400_000;
const variants = ['a', 'b'].map((key) => ({ key, weight: 1, subject: 'Hi {{name}}', body: key }));
const content = {
  key: 'backlog',
  goal: 'replied',
  steps: [1, 2].map((day) => ({ key: `mail-${day}`, type: 'email', day, variants })),
};

/** What is in the log, by partition, once a backlog of many batches has been worked off. */
async function logOf(lanes: number): Promise<string[]> {
  const { sql } = await testDatabase();
  const now = DEMO.start;
  const secret = Buffer.alloc(32, 7);
  await createInstallation(sql, { id: randomUUID(), secret, workspace: 'default', clock: now, demo: null });
  const installation = await readInstallation(sql);
  if (!installation) throw new Error('the installation was not made');
  const { workspaceId } = installation;
  await saveDraft(sql, { now }, { workspaceId, key: content.key, name: content.key, content });
  await publish(sql, { workspaceId, key: content.key, now });
  const renderer = startRenderer();
  const engine: Engine = {
    ...{ sql, renderer, mailer: capturedMailer, versions: new Versions(sql) },
    links: new MailLinks({ secret, origin: () => 'https://crest.example.com' }),
    ...{ batch: 10, lanes, leaseMs: 60_000 },
  };
  const lines = Array.from({ length: CONTACTS }, (_, i) => ({
    contact: { id: `c-${i}`, email: `c-${i}@example.com`, name: `N ${i}` },
  }));
  await enroll(engine, { workspaceId, sequenceKey: content.key, lines, now });
  for (const day of [1, 2]) {
    const { decided, sent } = await runOnce(engine, now + day * DAY);
    expect([decided, sent.length]).toEqual([CONTACTS, CONTACTS]);
  }
  await renderer.close();
  const rows = await sql<{ line: string }[]>`
    select part || ' ' || pos || ' ' || body::text as line from event_log order by part, pos`;
  return rows.map(({ line }) => line);
}

test('lanes work off a backlog to the same log, offset by offset, as one batch after the other', async () => {
  const alone = await logOf(1);
  // Enrolled; reached, assigned, sent, delivered for each of two mails; completed.
  expect(alone).toHaveLength(CONTACTS * 10);
  expect(await logOf(3)).toEqual(alone);
});
