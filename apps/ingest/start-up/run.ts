import { DomainError } from '#engine';
import { Opened } from './opened.ts';
import type { Reporter } from './reporter.ts';

/** An orderly stop takes less; whoever has not stopped by then is cut off. */
const STOP_WITHIN_MS = 9_000;

/** Runs a process of Crest: starts it, says why it does not start (exit code 1), and stops it at a signal. */
export async function run(reporter: Reporter, start: (opened: Opened) => Promise<unknown>): Promise<void> {
  const opened = new Opened();
  const started = start(opened);
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Kept for good: whoever listens last for a signal ends the process at once (see at-exit.ts of the storage).
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      void stop(reporter, opened, started, signal);
    });
  }
  try {
    await started;
  } catch (error) {
    // A start that was told to stop fails on its way: that is no news.
    if (opened.isClosing) return;
    report(reporter, error);
    await close(reporter, opened);
    process.exit(1);
  }
}

/** Says everything that is wrong with the settings at once: exit code 2. */
export function refuseSettings(reporter: Reporter, problems: readonly string[]): void {
  for (const problem of problems) reporter.fail(problem);
  process.exitCode = 2;
}

async function stop(
  reporter: Reporter,
  opened: Opened,
  started: Promise<unknown>,
  signal: string,
): Promise<void> {
  reporter.line(`  ${signal}: stopping`);
  setTimeout(() => {
    reporter.fail('Crest did not stop in time and was cut off. The next start goes on where it stood.');
    process.exit(1);
  }, STOP_WITHIN_MS).unref();
  const closed = await close(reporter, opened);
  await started.catch(() => undefined);
  if (closed) reporter.tick('Stopped');
  process.exit(closed ? 0 : 1);
}

async function close(reporter: Reporter, opened: Opened): Promise<boolean> {
  try {
    await opened.close();
    return true;
  } catch (error) {
    report(reporter, error);
    return false;
  }
}

/** What Crest refuses is one line with a way out; anything else is a fault of its own, and says where. */
function report(reporter: Reporter, error: unknown): void {
  if (error instanceof DomainError) reporter.fail(`${error.detail} ${error.fix}`);
  else reporter.fail(error instanceof Error ? (error.stack ?? error.message) : String(error));
}
