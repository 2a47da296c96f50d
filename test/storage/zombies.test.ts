import { randomUUID } from 'node:crypto';
import { afterAll, expect, test } from '@jest/globals';
import { iso } from '#engine';
import { collect, enroll } from '#runtime';
import {
  type Claim,
  claimDue,
  commitDecisions,
  finishSending,
  resumeSending,
  saveDraft,
  startSending,
  type Transition,
} from '#storage';
import { publish } from '../../apps/api/sequences/publish.ts';
import { testDemo } from '../support/play-demo.ts';

const LEASE = 60_000;
const demo = await testDemo(0);
const { engine, workspaceId } = demo;
const { sql } = engine;
const now = demo.sources.now() + 9 * 3_600_000;

afterAll(() => demo.close());

/** A sequence that waits for what is opened. */
async function sequenceThat(key: 'looks-back'): Promise<string> {
  const steps = [
    { key: 'welcome', type: 'email', day: 0, subject: 'Hello', body: 'A first line.' },
    { key: 'until', type: 'wait', for: '1d', until: { event: 'opened' } },
    { key: 'last', type: 'email', day: 1, subject: 'Goodbye', body: 'A last line.' },
  ];
  await saveDraft(sql, { now }, { workspaceId, key, name: key, content: { key, goal: 'replied', steps } });
  await publish(sql, { workspaceId, key, now });
  return key;
}

async function enrollOne(id: string, sequenceKey = 'trial-nurture'): Promise<string> {
  const contact = { id, email: `${id}@example.com`, timezone: 'UTC', firstName: 'Ada' };
  const call = { workspaceId, sequenceKey, lines: [{ contact }], now };
  const [result] = (await enroll(engine, call)).results;
  if (!result?.accepted) throw new Error(JSON.stringify(result));
  return result.enrollmentId;
}

const claimsAt = async (at: number) => (await claimDue(sql, { now: at, leaseMs: LEASE, limit: 10 })).claims;

async function claimOne(at: number): Promise<Claim> {
  const [claim, ...others] = await claimsAt(at);
  if (!claim || others.length > 0) throw new Error(`${others.length + (claim ? 1 : 0)} claims`);
  return claim;
}

/** The first step decided: a mail to send, and an event. */
function decided({ no, part, lease, epoch, id }: Claim, sendAt = now): Transition {
  const touch = {
    intentId: randomUUID(),
    step: 'welcome',
    position: 1,
    variant: 'default',
    sendAt,
    autoSkipAt: null,
    task: null,
  };
  return {
    ...{ no, part, lease, epoch, cursorWas: 0, state: 'active', reason: null, cursor: 1, visit: 1 },
    ...{ dueAt: now + 1e9, wake: null, moveTo: null, arms: {}, emailAt: now },
    touch: { ...touch, effect: 'send' },
    log: { count: 1, shared: JSON.stringify({ about: id }), own: JSON.stringify({ eventId: randomUUID() }) },
  };
}

const touchesOf = async (no: number) =>
  sql<{ state: string; attempt: number }[]>`select state, attempt from touch where enrollment_no = ${no}`;
const loggedOf = async (id: string) => (await sql`select from event_log where body->>'about' = ${id}`).length;

test('a worker whose lease ran out and was taken over writes nothing any more', async () => {
  await enrollOne('zombie');
  const zombie = await claimOne(now);
  expect(await claimsAt(now + LEASE - 1)).toEqual([]);
  const heir = await claimOne(now + LEASE);
  expect(heir.no).toBe(zombie.no);
  // Before the heir has written anything, and after.
  expect(await commitDecisions(sql, { now, leaseMs: LEASE }, [decided(zombie)])).toEqual([]);
  expect(await touchesOf(heir.no)).toEqual([]);
  expect(await loggedOf(heir.id)).toBe(0);
  expect(await commitDecisions(sql, { now, leaseMs: LEASE }, [decided(heir)])).toEqual([
    { no: heir.no, touch: 'sending' },
  ]);
  expect(await commitDecisions(sql, { now, leaseMs: LEASE }, [decided(zombie)])).toEqual([]);
  expect(await touchesOf(heir.no)).toHaveLength(1);
  expect(await loggedOf(heir.id)).toBe(1);
});

const heard = async (eventId: string, type: string, enrollmentId: string) => {
  const event = { eventId, type, occurredAt: iso(demo.sources.now()), enrollmentId };
  expect(await collect(engine, { workspaceId, source: 'test', events: [event], now })).toMatchObject({
    accepted: 1,
  });
};

test('an event that decisions look back at makes the one in flight void', async () => {
  const enrollmentId = await enrollOne('raced', await sequenceThat('looks-back'));
  const claim = await claimOne(now);
  await heard('raced', 'opened', enrollmentId);
  expect(await commitDecisions(sql, { now, leaseMs: LEASE }, [decided(claim)])).toEqual([]);
  expect(await touchesOf(claim.no)).toEqual([]);
  // The lease is free as well: the next one decides anew, knowing of the event.
  const again = await claimOne(now);
  expect(await commitDecisions(sql, { now, leaseMs: LEASE }, [decided(again)])).toEqual([
    { no: again.no, touch: 'sending' },
  ]);
});

test('an event that ends a sequence makes the decision in flight void', async () => {
  const enrollmentId = await enrollOne('ended');
  const claim = await claimOne(now);
  await heard('ended', 'unsubscribed', enrollmentId);
  expect(await commitDecisions(sql, { now, leaseMs: LEASE }, [decided(claim)])).toEqual([]);
  expect(await touchesOf(claim.no)).toEqual([]);
});

test('an event that no decision of its sequence looks back at leaves the one in flight alone', async () => {
  const enrollmentId = await enrollOne('unmoved');
  const claim = await claimOne(now);
  await heard('unmoved', 'opened', enrollmentId);
  expect(await commitDecisions(sql, { now, leaseMs: LEASE }, [decided(claim)])).toEqual([
    { no: claim.no, touch: 'sending' },
  ]);
});

test('a sender whose mail was taken up by another one cannot say what came of it', async () => {
  await enrollOne('sender');
  const claim = await claimOne(now);
  await commitDecisions(sql, { now, leaseMs: LEASE }, [decided(claim, now + 1)]);
  const sending = async (at: number) =>
    (await startSending(sql, { now: at, leaseMs: LEASE, limit: 10 })).sendings[0];
  const zombie = await sending(now + 1);
  await resumeSending(sql, { now: now + 1 + LEASE, repeatAt: now + 1 + LEASE });
  const heir = await sending(now + 1 + LEASE);
  const saying = (attempt: number, state: 'sent' | 'rejected') => ({
    ...{ no: claim.no, visit: 1, attempt, from: 'sending' as const, state, sentAt: now, ends: null },
    ...{ mail: null, wakesAt: null, delivered: false, log: null, hop: null },
  });
  expect(await finishSending(sql, { now }, [saying(zombie?.attempt ?? 0, 'rejected')])).toEqual([]);
  expect(await finishSending(sql, { now }, [saying(heir?.attempt ?? 0, 'sent')])).toHaveLength(1);
  expect(await finishSending(sql, { now }, [saying(zombie?.attempt ?? 0, 'rejected')])).toEqual([]);
  expect(await touchesOf(claim.no)).toEqual([{ state: 'sent', attempt: 2 }]);
});
