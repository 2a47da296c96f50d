import type { Goal } from '../sequence.ts';
import type { Cap } from './cap.ts';
import type { Conflict } from './conflict.ts';

/** The rules around the steps of a sequence. */
export interface Rules {
  /** What ends the sequence for everybody else of the contact's account. */
  readonly stopAccountOn: readonly Goal[];
  readonly conflict: Conflict | null;
  /** On the emails of this sequence to one contact. */
  readonly caps: readonly Cap[];
  /** The keys of the mailboxes it may send from; empty: every one of the workspace. */
  readonly mailboxes: readonly string[];
}

/** What a file without rules says, and a version that was published before there were any. */
export const NO_RULES: Rules = { stopAccountOn: [], conflict: null, caps: [], mailboxes: [] };
