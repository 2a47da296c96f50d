import { z } from 'zod';

const fields = z.record(z.string(), z.unknown());

/** One call as it stands in the document; what is taken is more lenient, and refuses call by call. */
export const callSchema = z.looseObject({
  userId: z.string().max(200).optional().describe('the id of the contact; this or anonymousId'),
  anonymousId: z.string().max(200).optional(),
  messageId: z.string().max(200).optional().describe('names the call: a repeat of it carries the same'),
  event: z.string().optional().describe('of track: what happened'),
  name: z.string().optional().describe('of page and screen'),
  properties: fields.optional(),
  traits: fields.optional().describe('of identify and group'),
  groupId: z.string().max(200).optional(),
  previousId: z.string().max(200).optional().describe('of alias'),
  context: fields.optional(),
  timestamp: z.iso.datetime({ offset: true }).optional(),
  sentAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('by the clock of the client, which may be wrong'),
  writeKey: z.string().optional(),
});

export const batchSchema = z.looseObject({
  batch: z
    .array(callSchema.extend({ type: z.enum(['track', 'identify', 'page', 'screen', 'group', 'alias']) }))
    .max(2_500),
  context: fields.optional().describe('holds for all calls'),
  sentAt: z.iso.datetime({ offset: true }).optional(),
  writeKey: z.string().optional(),
});

const said = z.object({
  index: z.int(),
  messageId: z.string().nullable(),
  code: z.string(),
  detail: z.string(),
  fix: z.string(),
});

export const takenSchema = z.object({
  success: z.literal(true),
  accepted: z.int(),
  duplicates: z.int().describe('calls that were taken before'),
  rejected: z.array(said),
  remarks: z.array(said).describe('calls that were taken, but for what is said here'),
});
