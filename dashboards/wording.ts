import { count, words } from './format.ts';
import type { ExperimentReport, PeakReport } from './read-out.ts';

/** What the page says in plain words about the codes that the API answers with. Pure. */

/** How a badge looks; the words beside it carry the same meaning. */
export type Tone = 'peak' | 'good' | 'quiet' | 'open' | 'bad';

export interface Badge {
  readonly label: string;
  readonly tone: Tone;
}

export function goalsDiffer(peak: PeakReport): boolean {
  return peak.reason === 'goals-differ';
}

export function peakBadge(peak: PeakReport): Badge {
  if (goalsDiffer(peak)) return { label: 'Each step has its own goal', tone: 'quiet' };
  if (peak.verdict === 'peak') return { label: 'Clear peak', tone: 'peak' };
  if (peak.verdict === 'no-clear-peak') return { label: 'No clear peak', tone: 'quiet' };
  return { label: 'Not enough data yet', tone: 'open' };
}

const EVIDENCE = {
  descriptive: {
    label: 'Evidence: descriptive.',
    meaning: 'What was seen in this order of steps. It does not say what another order would bring.',
  },
  model: {
    label: 'Evidence: model.',
    meaning: 'Rests on a model of how contacts answer, and holds as far as that model does.',
  },
  randomized: {
    label: 'Evidence: randomized.',
    meaning: 'Steps were skipped at random, so this is cause and effect.',
  },
} as const;

export function evidence(peak: PeakReport): { label: string; meaning: string } {
  if (goalsDiffer(peak)) {
    return {
      label: 'There is no single peak to look for.',
      meaning: 'Every step below is read against its own goal.',
    };
  }
  return EVIDENCE[peak.identification];
}

const WARNINGS: Readonly<Record<string, string>> = {
  selection:
    'The first step meets everybody; the eager answer it and are gone. Later steps meet who is left, so the first one looks better than it is.',
  'goals-differ': 'The steps have different goals, so their rates cannot be ranked against each other.',
};

export function warning(said: PeakReport['warnings'][number]): string {
  if (typeof said !== 'string') return said.message;
  return WARNINGS[said] ?? said;
}

const EXPERIMENT_BADGES: Readonly<Record<ExperimentReport['verdict'], Badge>> = {
  winner: { label: 'Winner', tone: 'good' },
  'practically-equal': { label: 'Practically equal', tone: 'quiet' },
  'not-enough-data': { label: 'Not enough data yet', tone: 'open' },
  unhealthy: { label: 'Unhealthy', tone: 'bad' },
};

export function experimentBadge(report: ExperimentReport): Badge {
  const badge = EXPERIMENT_BADGES[report.verdict];
  const best = report.verdict === 'winner' ? bestArm(report) : null;
  return best === null ? badge : { ...badge, label: `Winner: ${best}` };
}

export function bestArm(report: ExperimentReport): string | null {
  const ranked = report.arms.toSorted((a, b) => (b.chanceToBeBest ?? 0) - (a.chanceToBeBest ?? 0));
  return ranked[0]?.key ?? null;
}

export function remaining(report: ExperimentReport): string {
  if (report.remaining === null) {
    return report.verdict === 'winner' || report.verdict === 'practically-equal'
      ? 'Nothing: decided'
      : 'Unknown';
  }
  const { units, days } = report.remaining;
  return `${count(units)} more enrollments, about ${count(Math.ceil(days))} ${days > 1 ? 'days' : 'day'}`;
}

/** `ok: bounced, complained · breached: unsubscribed` */
export function guardrails({ guardrails: all }: ExperimentReport): string {
  if (all.length === 0) return 'None set';
  const verdicts = [...new Set(all.map(({ verdict }) => verdict))];
  const told = verdicts.map((verdict) => {
    const metrics = all.filter((guard) => guard.verdict === verdict).map(({ metric }) => words(metric));
    return `${words(verdict)}: ${metrics.join(', ')}`;
  });
  return told.join(' · ');
}

export function isBreached({ guardrails: all }: ExperimentReport): boolean {
  return all.some(({ verdict }) => verdict === 'breached');
}

/** In the order they are told: what went out, then what came in. */
const HAPPENINGS: readonly (readonly [type: string, one: string, many: string])[] = [
  ['enrolled', 'contact was enrolled', 'contacts were enrolled'],
  ['sent', 'mail went out', 'mails went out'],
  ['task-completed', 'task was done', 'tasks were done'],
  ['opened', 'mail was opened', 'mails were opened'],
  ['replied', 'reply came in', 'replies came in'],
  ['converted', 'conversion', 'conversions'],
  ['unsubscribed', 'contact unsubscribed', 'contacts unsubscribed'],
  ['bounced', 'mail bounced', 'mails bounced'],
];

export function whatHappened(happened: Readonly<Record<string, number>>): string {
  const told = HAPPENINGS.flatMap(([type, one, many]) => {
    const times = happened[type] ?? 0;
    return times === 0 ? [] : [`${count(times)}\u00a0${times === 1 ? one : many}`];
  });
  return told.length === 0 ? 'Nothing fell due and nobody answered.' : `${told.join(', ')}.`;
}
