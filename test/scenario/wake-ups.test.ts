import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { iso } from '#engine';
import { collect, type Engine, enroll, exit, pause, resume, workOnce } from '#runtime';
import {
  changeState,
  claimDue,
  deleteMailbox,
  findAssumed,
  isAnythingDue,
  openPostgres,
  overdueTasks,
  pendingMoves,
  saveMailbox,
  saveSettings,
  startActions,
  startSending,
  unpark,
  unsettledContacts,
  waitingMails,
} from '#storage';
import { busy, scriptedMailer, unknown } from '../support/mail/scripted-mailer.ts';
import { DAY, email, HOUR, MONDAY, testEngine } from '../support/test-engine.ts';

const { sql, url, engine, workspaceId, publishFile } = await testEngine();
// One connection: a transaction may span its statements.
const tx = openPostgres({ url, max: 1 });
afterAll(() => tx.end());

const provider = scriptedMailer();
const own: Engine = { ...engine, mailer: { ...provider.mailer, takes: () => 1_000 } };

const KEYS = ['one', 'two'];
const call = { key: 'call', type: 'task', channel: 'call', title: 'Call', day: 1, autoSkipAfter: '2d' };
await publishFile({
  key: 'two',
  reentry: 'always',
  caps: [{ max: 1, per: '1d' }],
  steps: [email('a', { day: 0 }), email('b', { day: 1 })],
});
await publishFile({
  key: 'one',
  reentry: 'always',
  conflict: { policy: 'wait' },
  steps: [email('a', { day: 0 }), call, { key: 'on', type: 'exit', to: 'two' }],
});

/**
 * What each part of a run would find now, asked past the question whether there is anything at all. In a transaction
 * that is rolled back: some of them take what they find.
 */
async function found(now: number): Promise<Record<string, number>> {
  const at = { now, leaseMs: 1, limit: 100 };
  const counts: Record<string, number> = {};
  await tx`begin`;
  counts.contacts = (await unsettledContacts(tx)).length;
  const lost =
    await tx`select from touch where state = 'sending' and lease_until <= ${iso(now)}::timestamptz`;
  counts.lost = lost.length;
  counts.assumed = (await findAssumed(tx, at)).length;
  counts.skips = (await overdueTasks(tx, at)).length;
  counts.turns = (await tx`select from turn_change`).length;
  counts.moves = (await pendingMoves(tx, 100)).length;
  counts.unparked = await unpark(tx, 100);
  counts.claims = (await claimDue(tx, at)).claims.length;
  counts.sendings = (await startSending(tx, at)).sendings.length;
  counts.actions = (await startActions(tx, at)).actions.length;
  await tx`rollback`;
  counts.paced = (await waitingMails(sql, at)).filter(({ isPaused }) => !isPaused).length;
  return counts;
}

const deed = fc.record({
  what: fc.constantFrom(
    'enroll',
    'reply',
    'complete',
    'toggle',
    'pause',
    'resume',
    'exit',
    'mailbox',
    'caps',
    'provider',
    'wait',
    'wait',
    'work',
    'work',
    'toggle',
  ),
  lot: fc.nat({ max: 1_000 }),
});

test('whenever a part of the engine has something to do, an idle engine is told that there is something', async () => {
  let now = MONDAY;
  let told = 0;
  let asked = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 20, maxLength: 60 }), async (deeds) => {
      for (const { what, lot } of deeds) {
        await act(what, lot);
        if (await isAnythingDue(sql, now)) continue;
        asked++;
        const parts = await found(now);
        expect(Object.entries(parts).filter(([, count]) => count > 0)).toEqual([]);
      }
    }),
    { numRuns: 30 },
  );
  expect(asked).toBeGreaterThan(50);

  async function act(what: string, lot: number): Promise<void> {
    const key = KEYS[lot % KEYS.length] ?? '';
    const contact = `p-${lot % 7}`;
    const someone = async () => {
      const rows = await sql<{ id: string; state: string }[]>`
        select id, state from enrollment where state in ('active', 'paused') order by no`;
      return rows[lot % Math.max(1, rows.length)];
    };
    const tell = async (event: object) => {
      const events = [{ eventId: `e-${told++}`, occurredAt: iso(now), ...event }];
      await collect(engine, { workspaceId, source: 'test', events, now });
    };
    if (what === 'work') await workOnce(own, now);
    else if (what === 'wait') now += ((lot % 20) + 1) * HOUR;
    else if (what === 'reply') await tell({ type: 'replied', contact });
    else if (what === 'caps')
      await saveSettings(sql, workspaceId, { caps: lot % 2 ? [] : [{ max: 1, per: DAY }] });
    else if (what === 'enroll') {
      const [open] = await sql`select from sequence where key = ${key} and state = 'published'`;
      const lines = [{ contact: { id: contact, email: `${contact}@example.com` } }];
      if (open) await enroll(engine, { workspaceId, sequenceKey: key, lines, now });
    } else if (what === 'toggle') {
      const paused = await changeState(sql, workspaceId, key, { from: ['published'], to: 'paused' });
      if (paused === null) await changeState(sql, workspaceId, key, { from: ['paused'], to: 'published' });
    } else if (what === 'mailbox') {
      if (lot % 2) await deleteMailbox(sql, workspaceId, 'eve');
      else {
        const box = {
          key: 'eve',
          address: 'eve@example.com',
          name: '',
          dailyCap: 2,
          minGap: HOUR,
          jitter: 0,
          timezone: 'UTC',
        };
        const state = lot % 4 ? ('active' as const) : ('paused' as const);
        await saveMailbox(
          sql,
          { now },
          workspaceId,
          { ...box, state, freeAt: 0, lastAt: null, used: 0 },
          null,
        );
      }
    } else if (what === 'provider') {
      if (lot % 3 === 0) provider.answer(busy);
      else
        provider.answer(() => ({
          result: lot % 3 === 1 ? unknown : { kind: 'accepted', providerMessageId: 'x' },
        }));
    } else if (what === 'complete') {
      const [task] = await sql<
        { id: string }[]
      >`select intent_id as id from touch where state = 'open' limit 1`;
      if (task) await tell({ type: 'task-completed', touch: task.id });
    } else {
      const one = await someone();
      if (one === undefined) return;
      const asked = { workspaceId, id: one.id, now };
      if (what === 'exit') await exit(engine, { ...asked, reason: 'manual' });
      else if (what === 'pause') await pause(engine, asked);
      else if (one.state === 'paused') await resume(engine, asked);
    }
  }
});
