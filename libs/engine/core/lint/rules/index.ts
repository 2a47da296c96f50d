import type { Rule } from '../rule.ts';
import { breakUpNotLast } from './break-up-not-last.ts';
import { danglingReference } from './dangling-reference.ts';
import { emptyBump } from './empty-bump.ts';
import { equalGaps } from './equal-gaps.ts';
import { gapTooLong } from './gap-too-long.ts';
import { gapTooShort } from './gap-too-short.ts';
import { linksOnly } from './links-only.ts';
import { mergeTagOnly } from './merge-tag-only.ts';
import { missingPurpose } from './missing-purpose.ts';
import { missingUnsubscribe } from './missing-unsubscribe.ts';
import { nearDuplicate } from './near-duplicate.ts';
import { repeatedPurpose } from './repeated-purpose.ts';
import { sameCallToAction } from './same-call-to-action.ts';
import { sameOpener } from './same-opener.ts';
import { sameSlot } from './same-slot.ts';
import { sameSubject } from './same-subject.ts';
import { textsTooLong } from './texts-too-long.ts';
import { tooManySteps } from './too-many-steps.ts';

/** Every rule there is, in the order of `docs/linter.md`. A new one is a file in this folder, a line here and a section there. */
export const rules: readonly Rule[] = [
  missingPurpose,
  repeatedPurpose,
  nearDuplicate,
  emptyBump,
  sameOpener,
  sameCallToAction,
  sameSubject,
  danglingReference,
  mergeTagOnly,
  linksOnly,
  missingUnsubscribe,
  breakUpNotLast,
  tooManySteps,
  equalGaps,
  gapTooShort,
  gapTooLong,
  sameSlot,
  textsTooLong,
];
