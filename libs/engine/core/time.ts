import type { Instant } from './sequence.ts';

/** How long an outcome counts for a touch where the step does not say: 7 days. */
export const DEFAULT_WINDOW = 7 * 86_400_000;

/** An instant as ISO 8601 in UTC with milliseconds, the form in which times leave the process. */
export const iso = (at: Instant): string => new Date(at).toISOString();
