import { peakOfSteps, rateOf, readExperiment } from '#stats';
import { CannedMailbox } from './canned-mailbox.ts';
import { CANNED_SEQUENCES, type CannedSequence } from './canned-sequences.ts';

/** Answers in the shape of the API, from made-up counts and the real statistics, so that the page runs without stores. */

const DAY = 86_400_000;
const INTAKE_DAYS = 91;
const DEMO_DAYS = 112;

export class CannedAnswers {
  readonly mailbox = new CannedMailbox();
  private days = DEMO_DAYS;

  clock() {
    return { mode: 'sandbox', now: this.now() };
  }

  advance(days: number) {
    this.days += days;
    const events = { opened: 61 * days, replied: 9 * days, unsubscribed: days };
    const happened = {
      enrolled: 0,
      decided: 240,
      mailsSent: 212 * days,
      tasksOpened: 14,
      events,
      ticks: days,
    };
    return { ...this.clock(), happened };
  }

  sequences() {
    const sequences = CANNED_SEQUENCES.map(({ key, name }) => ({
      key,
      name,
      state: 'published',
      version: 1,
    }));
    return { sequences, nextCursor: null };
  }

  /** Later steps were reached by fewer, and by more of them as the clock moves. Half of what came in is a guess. */
  steps(sequence: CannedSequence, attribution = 'all') {
    const counted = attribution === 'direct' ? 0.5 : 1;
    let left = sequence.enrolled;
    const steps = sequence.steps.map((step, index) => {
      const reached = Math.round(left * Math.min(1, Math.max(0, (this.days - step.day) / INTAKE_DAYS)));
      const sent = step.type === 'task' ? Math.round(reached * 0.8) : reached;
      const isEmail = step.type === 'email';
      const bounced = isEmail && index === 0 ? Math.round(sent * 0.018) : 0;
      const trials = Math.round((sent - bounced) * Math.min(1, 0.96 + (this.days - DEMO_DAYS) / 500));
      const succeeded = Math.round(sent * step.hazard * counted);
      const isReply = sequence.metric === 'replied';
      left = Math.round(left * (1 - 0.007 - (sequence.metric === null ? 0 : step.hazard)));
      return {
        ...step,
        position: index + 1,
        reached,
        sent,
        delivered: isEmail ? sent - bounced : null,
        opened: isEmail ? Math.round(sent * 0.3) : null,
        openedByMachine: isEmail ? Math.round(sent * 0.4) : null,
        clicked: 0,
        replied: isReply ? succeeded : 0,
        converted: isReply ? 0 : succeeded,
        unsubscribed: isEmail ? Math.round(sent * 0.005) : 0,
        bounced,
        skipped: reached - sent,
        waiting: Math.max(0, Math.round((119 - this.days) * (3 + (index % 3)))),
        rate: rateOf(Math.round(trials * step.hazard * counted), trials, 'sent'),
        mature: { trials, immature: sent - trials },
      };
    });
    const { key, name, metric } = sequence;
    return { ...this.readOut(), attribution, sequence: { key, name, version: 1 }, metric, steps };
  }

  peak(sequence: CannedSequence, attribution = 'all') {
    const { steps } = this.steps(sequence, attribution);
    const counts = steps.map(({ key, name, position, day, type, rate: { successes, trials } }) => {
      return { key, name, position, day, successes, trials, ranks: type !== 'wait', windowDays: 7 };
    });
    const goalsDiffer = sequence.metric === null;
    const metric = sequence.metric ?? 'converted';
    const read = peakOfSteps({ estimand: 'hazard', metric, steps: counts, goalsDiffer });
    const day = read.step?.day ?? null;
    return {
      ...this.readOut(),
      attribution,
      ...read,
      day: day === null ? null : { value: day, low: day, high: day + 1 },
    };
  }

  experiment() {
    const daily = (successes: number, units: number) => [{ day: '2026-04-20', units, successes }];
    const read = readExperiment({
      metric: 'replied',
      arms: [
        { key: 'a', weight: 1, assigned: 2853, exposed: 2801, daily: daily(192, 2665) },
        { key: 'b', weight: 1, assigned: 2841, exposed: 2796, daily: daily(306, 2660) },
      ],
      guardrails: ['unsubscribed', 'complained', 'bounced'].map((metric) => {
        return { metric, limit: 0.05, arms: ['a', 'b'].map((key) => ({ key, events: 12, units: 2665 })) };
      }),
    });
    return { ...this.readOut(), state: 'running', ...read };
  }

  private now(): string {
    return new Date(Date.UTC(2026, 0, 5, 12) + this.days * DAY).toISOString();
  }

  private readOut() {
    return {
      asOf: this.now(),
      completeness: { pending: 0, deadLetters: 0, gaps: 0, mismatches: 0 },
      unit: 'enrollment',
      attribution: 'all',
    };
  }
}
