import type { Command } from './command.ts';
import { importContacts } from './contact/import.ts';
import { doctor } from './doctor/doctor.ts';
import { compareEvents } from './events/compare.ts';
import { rebuildEvents } from './events/rebuild.ts';
import { reclassifyEvents } from './events/reclassify.ts';
import { replayEvents } from './events/replay.ts';
import { experimentResults } from './experiment/results.ts';
import { migrate } from './migrate/migrate.ts';
import { reportPeak } from './report/peak.ts';
import { reportSteps } from './report/steps.ts';
import { exportSequence } from './sequence/export.ts';
import { importSequence } from './sequence/import.ts';
import { lintSequences } from './sequence/lint.ts';
import { simulateSequence } from './sequence/simulate.ts';
import { serve } from './serve/serve.ts';

/** Every command there is. A new one is a file in the folder of its noun, and a line here. */
export const commands: readonly Command[] = [
  lintSequences,
  simulateSequence,
  importSequence,
  exportSequence,
  reportSteps,
  reportPeak,
  experimentResults,
  importContacts,
  reclassifyEvents,
  replayEvents,
  rebuildEvents,
  compareEvents,
  serve,
  migrate,
  doctor,
];
