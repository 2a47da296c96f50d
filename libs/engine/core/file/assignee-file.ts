import { z } from 'zod';
import { isMapping, type Report, read } from './reading.ts';

/** Who does a task: one of a list by turns, or whom an attribute of the contact names. */
export type Assignee =
  | { readonly turns: readonly string[] }
  | { readonly contact: string; readonly else: string | null };

export const LONGEST_ASSIGNEE = 200;
const MOST_ASSIGNEES = 100;

const person = z.string().min(1).max(LONGEST_ASSIGNEE);
const byContact = z.strictObject({
  contact: z
    .string()
    .min(1)
    .max(200)
    .meta({ examples: ['owner'] }),
  /** Who does it where the contact has no such attribute. */
  else: person.optional(),
});

/** `ada@example.com`, `[ada, bob]` or `{ contact: owner, else: ada }`. */
export const assigneeFile = z.union([person, z.array(person).min(1).max(MOST_ASSIGNEES), byContact]);

/** The assignee of a task, or null after a report of what is wrong with it. */
export function readAssignee(input: unknown, report: Report): Assignee | null {
  if (isMapping(input)) {
    const { contact, else: other = null } = read(byContact, input, report).fields;
    return contact === undefined ? null : { contact, else: other };
  }
  const list: readonly unknown[] = Array.isArray(input) ? input : [input];
  if (list.length === 0 || list.length > MOST_ASSIGNEES) {
    report([], `There are ${list.length} assignees.`, `Name between 1 and ${MOST_ASSIGNEES}.`);
    return null;
  }
  const turns: string[] = [];
  for (const [index, each] of list.entries()) {
    const found = person.safeParse(each);
    const path = Array.isArray(input) ? [index] : [];
    if (!found.success) {
      report(
        path,
        'An assignee is a name or an address of 1 to 200 characters.',
        'Write it like "ada@example.com", [ada, bob] or { contact: owner }.',
      );
    } else if (found.data.includes('{{')) {
      report(
        path,
        'An assignee is no template.',
        'To take it from the contact, write { contact: owner, else: ada }.',
      );
    } else turns.push(found.data);
  }
  return turns.length === list.length ? { turns } : null;
}
