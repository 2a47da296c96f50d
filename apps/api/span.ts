import { z } from 'zod';
import { parseElapsed } from '#engine';

/** A length of elapsed time in a call, as files write it (`90s`, `5m`, `PT36H`); read as milliseconds. */
export function span(bounds: { readonly least: string; readonly most: string }) {
  const [least, most] = [msOf(bounds.least), msOf(bounds.most)];
  return z
    .string()
    .max(50)
    .superRefine((text, context) => {
      const ms = parseElapsed(text);
      if (ms !== null && ms >= least && ms <= most) return;
      const message =
        ms === null
          ? 'is not a length of elapsed time'
          : `is ${ms < least ? `less than ${bounds.least}` : `more than ${bounds.most}`}`;
      const fix =
        ms === null
          ? 'Write it like 2d, 36h, 30m, PT36H or P2D.'
          : `Write ${bounds.least} to ${bounds.most}.`;
      context.addIssue({ code: 'custom', message, params: { fix } });
    })
    .describe(`a length of time such as 5m, 36h or PT5M, from ${bounds.least} to ${bounds.most}`);
}

/** Milliseconds of a length that a span has let through. */
export function msOf(text: string): number {
  const ms = parseElapsed(text);
  if (ms === null) throw new RangeError(`"${text}" is not a length of elapsed time.`);
  return ms;
}
