import { advanceClock } from './api.ts';
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
      if (part('clock').getAttribute('aria-busy') === 'true') return;
      void advance(id, by, onMoved).catch(onError);
    });
  }
}

async function advance(id: string, by: string, onMoved: () => Promise<void>): Promise<void> {
  const said = part('clock-said');
  setBusy(id, true);
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
    setBusy(id, false);
  }
}

/** The buttons keep the focus while time passes, so they are marked as disabled rather than being it. */
function setBusy(pressed: string, busy: boolean): void {
  part('clock').setAttribute('aria-busy', String(busy));
  for (const { id } of BUTTONS) {
    part(id).setAttribute('aria-disabled', String(busy));
    part(id).classList.toggle('is-running', busy && id === pressed);
  }
}
