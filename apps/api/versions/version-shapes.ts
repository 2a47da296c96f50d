import { z } from 'zod';
import { wholeNumber } from '../whole-number.ts';

/** A version's number; what PostgreSQL holds in an integer. */
export const versionNumber = wholeNumber({ least: 1, most: 2_147_483_647 });

const counts = {
  waiting: z.int().describe('enrollments for which it comes next, paused ones too'),
  openTasks: z.int(),
  sending: z.int().describe('mails that are decided and have not gone out yet'),
};

export const standingShape = z.object({
  step: z.string().nullable().describe('null: all steps are behind them'),
  ...counts,
});

export const versionList = z.object({
  versions: z.array(
    z.object({
      version: z.int(),
      latest: z.boolean(),
      publishedAt: z.iso.datetime(),
      standing: z.object(counts),
    }),
  ),
  nextCursor: z.string().nullable(),
});

export const versionAnswer = z.object({
  key: z.string(),
  version: z.int(),
  latest: z.boolean(),
  publishedAt: z.iso.datetime(),
  file: z
    .looseObject({})
    .nullable()
    .describe(
      'as it was written, to be saved again as a draft; null for versions from before files were kept',
    ),
  standing: z.array(standingShape),
});

const change = z.enum(['added', 'removed', 'kept']);

export const changesShape = z.object({
  settings: z.array(z.string()).describe('what the sequence itself says otherwise, such as goal'),
  steps: z.array(
    z.object({
      key: z.string(),
      change,
      from: z.int().nullable().describe('its position before'),
      to: z.int().nullable().describe('its position now'),
      moved: z.boolean(),
      fields: z.array(z.string()).describe('what the step says otherwise, such as subject'),
      variants: z.array(
        z.object({
          key: z.string(),
          change,
          fields: z.array(z.string()),
          enrollments: z.int().describe('who is under way in the version before and has drawn it'),
        }),
      ),
      standing: z.object(counts).describe('who stands there in the version before'),
    }),
  ),
});

export const diffQuery = z.strictObject({
  from: versionNumber.optional().describe('the latest version where none is named'),
  to: z.union([z.literal('draft'), versionNumber]).default('draft'),
});

export const diffAnswer = z.object({
  key: z.string(),
  from: z.int(),
  to: z.union([z.literal('draft'), z.int()]),
  changes: changesShape,
});
