/** The sequences that the model tests run, as files: small ones that have every kind of step and of waiting in them. */

export interface PlanStep {
  readonly key: string;
  readonly type: 'email' | 'task' | 'wait' | 'branch';
  readonly day?: number;
  /** All lengths of time are in hours here: `24h`. */
  readonly after?: string;
  readonly for?: string;
  readonly until?: { readonly event: string };
  readonly autoSkipAfter?: string;
  readonly variants?: readonly { readonly key: string; readonly weight: number }[];
  readonly if?: { readonly event: string; readonly step: string; readonly within: string };
  readonly then?: string;
  readonly else?: string;
}

export interface Plan {
  readonly reentry: 'never' | 'after-exit' | 'always';
  readonly steps: readonly PlanStep[];
}

const TWO = [
  { key: 'a', weight: 1 },
  { key: 'b', weight: 1 },
] as const;
const mail = (key: string, due: Pick<PlanStep, 'day' | 'after'>, variants?: PlanStep['variants']) =>
  ({ key, type: 'email', ...due, ...(variants && { variants }) }) as const;
/** Written so, because a mapping with a field `then` is taken for a promise by whoever awaits it. */
const ways = (hit: string, miss: string) =>
  Object.fromEntries([
    ['then', hit],
    ['else', miss],
  ]);
const opened = (step: string, within: string) => ({ event: 'opened', step, within });

const STEPS: readonly (readonly PlanStep[])[] = [
  [
    mail('hello', { day: 0 }, TWO),
    { key: 'note', type: 'task', day: 1 },
    mail('more', { day: 2 }),
    mail('last', { after: '12h' }),
  ],
  [
    mail('hello', { day: 0 }, TWO),
    { key: 'pause', type: 'wait', for: '72h', until: { event: 'clicked' } },
    mail('more', { after: '2h' }),
  ],
  [
    mail('hello', { day: 0 }),
    { key: 'call', type: 'task', after: '24h', autoSkipAfter: '48h' },
    mail('more', { after: '24h' }),
    { key: 'note', type: 'task', day: 6 },
    mail('last', { day: 7 }),
  ],
  [
    mail('hello', { day: 1 }, TWO),
    { key: 'warm', type: 'branch', if: opened('hello', '36h'), ...ways('more', 'last') },
    mail('more', { after: '1h' }),
    mail('last', { after: '48h' }),
  ],
  [
    mail('hello', { day: 0 }, TWO),
    { key: 'rest', type: 'wait', for: '48h' },
    { key: 'again', type: 'branch', if: opened('hello', '24h'), ...ways('last', 'hello') },
    mail('last', { after: '1h' }),
  ],
];

/** What an author does to a sequence that runs: removes a variant, and puts the last step later. */
export function edited(plan: Plan): Plan {
  const steps = plan.steps.map(({ variants, ...step }) =>
    variants === undefined || variants.length < 2 ? step : { ...step, variants: variants.slice(1) },
  );
  return { ...plan, steps };
}

export const PLANS: readonly Plan[] = STEPS.flatMap((steps) =>
  (['never', 'after-exit', 'always'] as const).map((reentry) => ({ reentry, steps })),
);

/** The file of a plan, as `PUT /v1/sequences/{key}` takes it. */
export function fileOf(key: string, { reentry, steps }: Plan) {
  const texts = { subject: 'Hello', body: 'Hi' };
  const more = {
    email: texts,
    task: { channel: 'call', title: 'Call' },
    wait: {},
    branch: {},
  };
  return {
    key,
    name: key,
    goal: 'replied',
    reentry,
    steps: steps.map((step) => ({ ...step, ...more[step.type] })),
  };
}
