import type { Attribution } from './read-out.ts';

/** What the address of the page holds, so that a report can be linked to and the browser's Back works. */
export interface ReportAddress {
  /** Empty for the first one. */
  readonly sequence: string;
  readonly attribution: Attribution;
}

export function reportAddress(): ReportAddress {
  const asked = new URLSearchParams(location.search);
  return {
    sequence: asked.get('sequence') ?? '',
    attribution: asked.get('attribution') === 'direct' ? 'direct' : 'all',
  };
}

export function addressOf({ sequence, attribution }: ReportAddress): string {
  return `?${new URLSearchParams({ sequence, ...(attribution === 'all' ? {} : { attribution }) })}`;
}
