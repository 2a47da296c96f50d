import { z } from 'zod';

/** What was made of a mail that came in. */
export const takenMail = z.object({
  kind: z.string().describe('what it was taken for'),
  reason: z.string().describe('what gave it away'),
  confidence: z.enum(['direct', 'inferred', 'none']),
  matchedBy: z.string().nullable().describe('how the mail that it is about was found'),
  events: z.array(z.string()).describe('the types of the events that it gave rise to'),
  repeated: z.boolean().describe('it came before, and nothing was done'),
});
