import { advanceClock, readClock } from './api.ts';
import { isBusy, setBusy } from './busy.ts';
import { part } from './element.ts';
import { date, time } from './format.ts';
import type { Clock } from './read-out.ts';
import { whatHappened } from './wording.ts';

const BUTTONS = [
  { id: 'advance-day', by: 'P1D' },
  { id: 'advance-week', by: 'P7D' },
] as const;

export function showClock(clock: Clock): void {
  part('clock').hidden = clock.mode !== 'sandbox';
  part('clock-date').textContent = date(clock.now);
  part('clock-time').textContent = time(clock.now);
}

/** Moves the sandbox clock on a click; `onMoved` reads the new numbers before the bar is free again. */
export function wireClock(onMoved: () => Promise<void>, onError: (error: unknown) => void): void {
  for (const { id, by } of BUTTONS) {
    part(id).addEventListener('click', () => {
      if (isBusy(part('clock'))) return;
      void advance(id, by, onMoved).catch(onError);
    });
  }
}

async function advance(id: string, by: string, onMoved: () => Promise<void>): Promise<void> {
  const said = part('clock-said');
  setBusy(part('clock'), part(id), true);
  said.textContent = by === 'P1D' ? 'One day passes …' : 'A week passes, day by day …';
  try {
    const moved = await advanceClock(by);
    await onMoved();
    showClock(moved);
    said.textContent = whatHappened(moved.happened);
  } catch (error) {
    said.textContent = 'The clock was not moved.';
    throw error;
  } finally {
    setBusy(part('clock'), part(id), false);
  }
}

/** A page that the browser had kept comes back with an old clock and old numbers: both are read again. */
export function wireReturn(refresh: () => Promise<void>, onError: (error: unknown) => void): void {
  const read = async () => {
    showClock(await readClock());
    await refresh();
  };
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) void read().catch(onError);
  });
}
