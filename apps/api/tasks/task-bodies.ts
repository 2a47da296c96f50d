import { z } from 'zod';
import { text } from '../text.ts';

const WORD = /^[a-z0-9]+(-[a-z0-9]+)*$/;

const word = z
  .string()
  .max(64)
  .regex(WORD, 'is not one kebab-case word, such as left-voicemail; free text is a note');
const note = text(5_000).describe('kept with the task, and nowhere else');

/** How a task came out. A call without a body says no more than that it is done. */
export const completion = z.strictObject({ outcome: word.optional(), note: note.optional() }).default({});

/** Why a task will not be done. */
export const refusal = z.strictObject({ reason: word.optional(), note: note.optional() }).default({});

export const assignment = z.strictObject({
  assignee: text(200).nullable().describe('null: nobody in particular'),
});

/** What is said when a task is closed, whichever way. */
export interface Closing {
  readonly outcome?: string | undefined;
  readonly reason?: string | undefined;
  readonly note?: string | undefined;
}
