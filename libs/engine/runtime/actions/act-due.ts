import type { Instant, Step } from '#engine';
import { type FinishedAction, finishActions, type StartedAction, startActions } from '#storage';
import type { Engine } from '../engine.ts';
import { engineEvent } from '../stamp.ts';
import type { ActionResult } from './action.ts';

interface Call {
  readonly started: StartedAction;
  readonly step: Step;
}

/** Carries out what steps are to do now, until nothing is left of it or the run ends. Answers how much was tried. */
export async function actDue(engine: Engine, now: Instant, goesOn: () => boolean): Promise<number> {
  const { sql, leaseMs, batch } = engine;
  for (let tried = 0; ; ) {
    const { actions, more } = await startActions(sql, { now, leaseMs, limit: batch });
    const calls = await Promise.all(
      actions.map(async (started) => ({ started, step: await stepOf(engine, started) })),
    );
    for (const [type, some] of groupedByType(calls)) {
      await finishActions(sql, { now }, await carryOut(engine, type, some, now));
    }
    tried += actions.length;
    if (!more || !goesOn()) return tried;
  }
}

async function stepOf(
  { versions }: Engine,
  { sequenceId, version, step: key }: StartedAction,
): Promise<Step> {
  const sequence = await versions.get(sequenceId, version);
  const step = sequence.steps.find((each) => each.key === key);
  if (step === undefined) throw new Error(`${sequence.key} v${version} has no step ${key}`);
  return step;
}

function groupedByType(calls: readonly Call[]): Map<string, Call[]> {
  const groups = new Map<string, Call[]>();
  for (const call of calls) groups.set(call.step.type, [...(groups.get(call.step.type) ?? []), call]);
  return groups;
}

async function carryOut(
  { versions }: Engine,
  type: string,
  calls: readonly Call[],
  now: Instant,
): Promise<FinishedAction[]> {
  const act = versions.steps.actions[type];
  // A type that this installation no longer has fails where everybody sees it.
  const results: readonly ActionResult[] =
    act === undefined
      ? calls.map(() => ({ kind: 'failed', reason: `no-action:${type}` }))
      : await act(calls.map(toActionCall), now);
  if (results.length !== calls.length)
    throw new Error(`the action of ${type} answered ${results.length} of ${calls.length} calls`);
  return calls.map(({ started }, i) => finish(started, results[i] as ActionResult, now));
}

function toActionCall({ started, step }: Call) {
  const { intentId, attempt, contact, workspace, sequence, enrollmentId } = started;
  return { intentId, attempt, step, contact, workspace, sequence, enrollmentId };
}

function finish(started: StartedAction, result: ActionResult, now: Instant): FinishedAction {
  const { no, visit, attempt } = started;
  const subject = { ...started, enrollmentNo: no };
  const place = { ...started, sentAt: result.kind === 'done' ? now : null };
  switch (result.kind) {
    case 'done': {
      const event = engineEvent({ type: 'sent' }, now, subject, place);
      return { no, visit, attempt, state: 'done', again: null, reason: null, event };
    }
    case 'failed': {
      const { reason } = result;
      const event = engineEvent({ type: 'failed', properties: { reason } }, now, subject, place);
      return { no, visit, attempt, state: 'failed', again: null, reason, event };
    }
    case 'later': {
      if (result.at <= now)
        throw new RangeError(`an action of ${started.step} is to be tried later, at a time gone by`);
      return { no, visit, attempt, state: 'pending', again: result.at, reason: null, event: null };
    }
  }
}
