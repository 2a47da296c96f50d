import { countCapturedMails, listSequences, readClock, readExperiment, readPeak, readSteps } from './api.ts';
import { showClock, wireClock, wireReturn } from './clock-bar.ts';
import { markDirectOnly, wireDirectOnly } from './direct-only.ts';
import { part } from './element.ts';
import { showTests, type Test } from './experiment-panel.ts';
import { words } from './format.ts';
import { showMailboxLink } from './mailbox-link.ts';
import { clearNotice, isAbort, showError, showNoSequences } from './notice.ts';
import { showFooter } from './page-footer.ts';
import { showPeak } from './peak-panel.ts';
import type { Attribution, PeakReport, SequenceSummary, StepsReport } from './read-out.ts';
import { reportAddress } from './report-address.ts';
import { markSequence, showSequences } from './sequence-tabs.ts';
import { StepsChart } from './steps-chart.ts';
import { showStepsTable } from './steps-table.ts';
import { goalsDiffer } from './wording.ts';

/** Opens the page: reads the clock and the sequences, then shows the one that the address names. */
async function open(): Promise<void> {
  const [clock, all] = await Promise.all([readClock(), listSequences()]);
  // What was never published has nothing to read, even if it was archived since.
  const sequences = all.filter(({ version }) => version !== null);
  showClock(clock);
  if (sequences[0] === undefined) return showNoSequences();

  const chart = new StepsChart();
  let reading = new AbortController();
  const current = () => chosen(sequences, reportAddress().sequence);
  const show = async () => {
    reading.abort();
    reading = new AbortController();
    markSequence(current());
    markDirectOnly();
    part('content').setAttribute('aria-busy', 'true');
    await showSequence(current(), chart, reportAddress().attribution, reading.signal);
  };
  const showOrSay = () => void show().catch(sayUnlessAborted);

  showSequences(sequences, current(), showOrSay);
  wireDirectOnly(current, showOrSay);
  addEventListener('popstate', showOrSay);
  const refresh = async () => {
    await show();
    showMailboxLink(await countCapturedMails());
  };
  wireClock(refresh, (error) => showError(error, { keepPage: true }));
  wireReturn(refresh, sayUnlessAborted);
  await refresh();
}

async function showSequence(
  key: string,
  chart: StepsChart,
  attribution: Attribution,
  signal: AbortSignal,
): Promise<void> {
  const [steps, peak] = await Promise.all([
    readSteps(key, attribution, signal),
    readPeak(key, attribution, signal),
  ]);
  const tests = await readTests(steps, signal);
  clearNotice();
  for (const placeholder of document.querySelectorAll('.skeleton')) placeholder.remove();
  document.title = `${steps.sequence.name} · Crest`;
  part('steps-caption').textContent = captionOf(steps, peak);
  showPeak(peak, steps);
  part('content').setAttribute('aria-busy', 'false');
  chart.show(steps, peak);
  showStepsTable(steps, peak);
  showTests(tests);
  showFooter(steps);
}

/** A step with several variants is the experiment `{sequence}.{step}`. */
function readTests(steps: StepsReport, signal: AbortSignal): Promise<Test[]> {
  const tested = steps.steps.filter(({ variants }) => (variants?.length ?? 0) > 1);
  return Promise.all(
    tested.map(async (step) => {
      const key = `${steps.sequence.key}.${step.key}`;
      return { key, step, report: await readExperiment(key, steps.attribution, signal) };
    }),
  );
}

function captionOf(steps: StepsReport, peak: PeakReport): string {
  if (goalsDiffer(peak))
    return 'Share of those who got a step and reached its own goal, with 95 % intervals.';
  const goal = words(steps.metric ?? steps.steps[0]?.goal ?? 'succeeded');
  return `Share of those who got a step and ${goal}, with 95 % intervals.`;
}

function chosen(sequences: readonly SequenceSummary[], asked: string): string {
  const found = sequences.find(({ key }) => key === asked) ?? sequences[0];
  return found?.key ?? '';
}

function sayUnlessAborted(error: unknown): void {
  if (!isAbort(error)) showError(error);
}

void open().catch(showError);
