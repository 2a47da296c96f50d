export const PREFER = 'Prefer';
export const RESPOND_ASYNC = 'respond-async';

/** Whether a caller would rather be answered before its call is worked off (RFC 7240): other preferences may stand beside it. */
export function prefersAsync(header: string | undefined): boolean {
  return (header ?? '').split(',').some((one) => one.split(';')[0]?.trim().toLowerCase() === RESPOND_ASYNC);
}
