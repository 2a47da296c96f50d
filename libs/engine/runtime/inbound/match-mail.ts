import type { Classification, Mail } from '#intake';
import { findMailedTouches, type MailedTouch, type Workspace } from '#storage';
import type { Engine } from '../engine.ts';
import { TouchTokens } from '../mail/touch-token.ts';
import { type Clue, clueOfCopy, cluesOfMail, type MatchedBy } from './clues-of-mail.ts';

/** The mail of ours that something which came in is about, and how that is known. */
export interface TouchMatch {
  readonly by: MatchedBy;
  readonly touch: MailedTouch;
  /** Not the contact wrote, but the house that sent it: it is a copy of that very mail, or a colleague who was copied in. */
  readonly isOurs: boolean;
}

/** What a mail names: the mail of ours that it surely is about, or, without proof, some that it may be about. */
export interface Named {
  readonly match: TouchMatch | null;
  readonly hints: readonly Hint[];
}

/** Names a mail of ours, in words that anybody could have written who knows the keys in them. */
export interface Hint {
  readonly by: MatchedBy;
  readonly intentId: string;
}

/** Finds the mail of ours by the surest clue that names one. */
export async function matchMail(
  engine: Pick<Engine, 'sql'>,
  workspace: Workspace,
  mail: Mail,
  classified: Pick<Classification, 'original'>,
): Promise<Named> {
  const tokens = new TouchTokens(workspace.secret);
  const clues = cluesOfMail(mail, classified, tokens);
  const proofs = clues.filter(({ isProof }) => isProof);
  // A copy of our mail does nothing, so nobody gains by making one up.
  const copy = clueOfCopy(mail, tokens);
  const asked = copy === null ? proofs : [copy, ...proofs];
  const found = await findMailedTouches(engine.sql, workspace.id, {
    intentIds: [...new Set(asked.flatMap(({ intentId }) => intentId ?? []))],
    providerIds: [...new Set(asked.flatMap(({ providerIds }) => providerIds))],
  });
  const hints = clues.flatMap(({ by, intentId, isProof }) =>
    isProof || intentId === null ? [] : [{ by, intentId }],
  );
  const own = copy && found.find((touch) => names(copy, touch));
  if (own) return { match: { by: 'original', touch: own, isOurs: true }, hints };
  for (const clue of proofs) {
    const touch = found.find((each) => names(clue, each));
    if (touch) return { match: { by: clue.by, touch, isOurs: isOurs(mail, touch, clue) }, hints };
  }
  return { match: null, hints };
}

function names({ intentId, providerIds }: Clue, touch: MailedTouch): boolean {
  if (touch.intentId === intentId) return true;
  return touch.providerMessageId !== null && providerIds.includes(touch.providerMessageId);
}

function isOurs({ from }: Mail, { email }: MailedTouch, { domain }: Clue): boolean {
  if (from === null || domain === null || from === email?.toLowerCase()) return false;
  return from.slice(from.lastIndexOf('@') + 1) === domain;
}
