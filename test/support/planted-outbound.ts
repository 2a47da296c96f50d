import type { LoggedEvent } from '#engine';
import { DAY, isoTime, loggedEvent, randomNumbers, START, uuidOf } from './random-events.ts';

/** When the read-outs of it are asked for: some touches have not had their time yet. */
export const asOf = START + 64 * DAY;
export const email = { type: 'email', subject: 'Hi', body: 'Hello' };
/** A sequence whose third step carries it, as a file. */
export const outbound = {
  key: 'outbound',
  name: 'Outbound',
  goal: 'replied',
  steps: [
    { ...email, key: 'intro', day: 1, purpose: 'introduce-value' },
    { key: 'connect', type: 'task', day: 3, channel: 'linkedin', title: 'Invite' },
    {
      ...{ key: 'case', type: 'email', day: 4, purpose: 'social-proof', name: 'Case study' },
      variants: [
        { key: 'a', weight: 1, subject: 'A', body: 'A' },
        { key: 'b', weight: 1, subject: 'B', body: 'B' },
      ],
    },
    { key: 'pause', type: 'wait', for: '2d' },
    { ...email, key: 'last', day: 10, window: '3d', purpose: 'break-up' },
  ],
};
const PLAN = [
  { step: 'intro', day: 1, reply: () => 0.02 },
  { step: 'connect', day: 3, reply: () => 0.01 },
  { step: 'case', day: 4, reply: (variant: string) => (variant === 'a' ? 0.03 : 0.12) },
  { step: 'pause', day: 5, reply: () => 0 },
  { step: 'last', day: 10, reply: () => 0.015 },
];
const CONTACTS = 2000;

export interface PlantedTouch {
  readonly step: string;
  readonly variant: string;
  readonly sentAt: number | null;
  readonly repliedAt: number | null;
}

/** A number in [0, 1) for each contact and question. */
const share = (no: number, question: number) => randomNumbers(no * 1000 + question)();

/** Contacts who come over 60 days, are sent every step on its day until they answer, and answer 12 hours later. */
export function plantOutbound(): { events: LoggedEvent[]; touches: PlantedTouch[] } {
  const events: LoggedEvent[] = [];
  const touches: PlantedTouch[] = [];
  for (let no = 1; no <= CONTACTS; no++) {
    const enrolledAt = START + Math.floor((no * 60) / CONTACTS) * DAY + 9 * 3_600_000;
    const of = {
      ...{ sequence: 'outbound', version: 1, enrollmentId: uuidOf(`${no}`), enrollmentNo: no },
      enrolledOn: isoTime(enrolledAt).slice(0, 10),
    };
    const log = (type: LoggedEvent['type'], at: number, fields: Partial<LoggedEvent> = {}) => {
      if (at <= asOf) events.push(loggedEvent({ ...of, type, occurredAt: isoTime(at), ...fields }));
    };
    log('enrolled', enrolledAt);
    for (const [index, { step, day, reply }] of PLAN.entries()) {
      const at = enrolledAt + day * DAY;
      if (at > asOf) break;
      const variant = step === 'case' ? (share(no, 50) < 0.5 ? 'a' : 'b') : step === 'pause' ? '' : 'default';
      const visit = index + 1;
      const touch = { step, variant, visit, position: visit, touchAt: isoTime(at) };
      log('reached', at, touch);
      if (step === 'case') {
        const draw = {
          experiment: 'outbound.case',
          decisionPoint: step,
          options: ['a', 'b'],
          chosen: variant,
        };
        log('assigned', at, { ...touch, ...draw, probabilities: [0.5, 0.5] });
      }
      if (step === 'pause') continue;
      const sent = { ...touch, sentAt: isoTime(at) };
      log('sent', at, sent);
      if (step !== 'connect') log('delivered', at + 1000, sent);
      const repliedAt = share(no, index) < reply(variant) ? at + DAY / 2 : null;
      touches.push({
        step,
        variant,
        sentAt: at,
        repliedAt: repliedAt !== null && repliedAt <= asOf ? repliedAt : null,
      });
      if (repliedAt === null) continue;
      log('replied', repliedAt, { ...sent, attribution: 'direct' });
      log('exited', repliedAt, { name: 'replied' });
      break;
    }
  }
  return { events, touches };
}
