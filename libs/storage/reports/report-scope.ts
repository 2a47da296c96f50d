import type { CountedAttribution } from './tables-by-attribution.ts';

/** What a report is about: one version of a sequence of one workspace, by all its events or those of one attribution. */
export interface ReportScope {
  readonly workspace: string;
  readonly sequence: string;
  readonly version: number;
  /** All, unless it says otherwise. */
  readonly attribution?: CountedAttribution;
}

/** UTC days of touches, `from` inclusive, `to` exclusive; null is open. */
export interface TouchDays {
  readonly from: string | null;
  readonly to: string | null;
}

export const ALL_DAYS: TouchDays = { from: null, to: null };

/** The first and last day that ClickHouse knows stand for an open end. */
export function dayParams({ from, to }: TouchDays): { from: string; to: string } {
  return { from: from ?? '1970-01-01', to: to ?? '2149-06-06' };
}
