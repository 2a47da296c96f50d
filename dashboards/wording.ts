import { count, words } from './format.ts';
import type { ExperimentReport, Happened, PeakReport } from './read-out.ts';

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
  if (goalsDiffer(peak)) return { label: 'No single peak', tone: 'quiet' };
  if (peak.verdict === 'peak') return { label: 'Clear peak', tone: 'peak' };
  if (peak.verdict === 'no-clear-peak') return { label: 'No clear peak', tone: 'quiet' };
  return { label: 'Not enough data yet', tone: 'open' };
}

/** What the page says first. Without a common goal that is not a want of data, as the verdict would read. */
export function peakSentence(peak: PeakReport): string {
  if (!goalsDiffer(peak)) return peak.sentence;
  return 'Each step has its own goal: their rates cannot be compared, so there is no single peak to look for.';
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
      label: 'Evidence: descriptive.',
      meaning: 'Every step below is read against its own goal, and not against the others.',
    };
  }
  return EVIDENCE[peak.identification];
}

const WARNINGS: Readonly<Record<string, string>> = {
  selection:
    'The first step meets everybody; the eager answer it and are gone. Later steps meet who is left, so the first one looks better than it is.',
  'immature-steps': 'Some steps are young: fewer than 50 were watched long enough to count.',
  'untouched-steps': 'Some steps were never sent although later ones were. They are left out of the ranking.',
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
  return report.winner === null ? badge : { ...badge, label: `Winner: ${report.winner}` };
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

export function whatHappened(happened: Happened): string {
  const { enrolled, mailsSent, tasksOpened, events } = happened;
  const told = [
    tell(enrolled, 'contact was enrolled', 'contacts were enrolled'),
    tell(mailsSent, 'mail went out', 'mails went out'),
    tell(tasksOpened, 'task came up', 'tasks came up'),
    tell(events.replied, 'reply came in', 'replies came in'),
    tell(events.converted, 'contact converted', 'contacts converted'),
    tell(events.opened, 'open was seen', 'opens were seen'),
    tell(events.unsubscribed, 'contact unsubscribed', 'contacts unsubscribed'),
    tell(events.bounced, 'mail bounced', 'mails bounced'),
  ].filter((line) => line !== null);
  return told.length === 0 ? 'Nothing fell due and nobody answered.' : `${told.join(', ')}.`;
}

function tell(times: number | undefined, one: string, many: string): string | null {
  if (times === undefined || times === 0) return null;
  return `${count(times)}\u00a0${times === 1 ? one : many}`;
}
