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

/** Finds the mail of ours by the surest clue that names one; null where none does. Sure, as far as a mail can be. */
export async function matchMail(
  engine: Pick<Engine, 'sql'>,
  workspace: Workspace,
  mail: Mail,
  classified: Pick<Classification, 'original'>,
): Promise<TouchMatch | null> {
  const clues = cluesOfMail(mail, classified, new TouchTokens(workspace.secret));
  const copy = clueOfCopy(mail);
  const asked = copy === null ? clues : [copy, ...clues];
  const found = await findMailedTouches(engine.sql, workspace.id, {
    intentIds: [...new Set(asked.flatMap(({ intentId }) => intentId ?? []))],
    providerIds: [...new Set(asked.flatMap(({ providerIds }) => providerIds))],
  });
  const own = copy && found.find((touch) => names(copy, touch));
  if (own) return { by: 'original', touch: own, isOurs: true };
  for (const clue of clues) {
    const touch = found.find((each) => names(clue, each));
    if (touch) return { by: clue.by, touch, isOurs: isOurs(mail, touch, clue) };
  }
  return null;
}

function names({ intentId, providerIds }: Clue, touch: MailedTouch): boolean {
  if (touch.intentId === intentId) return true;
  return touch.providerMessageId !== null && providerIds.includes(touch.providerMessageId);
}

function isOurs({ from }: Mail, { email }: MailedTouch, { domain }: Clue): boolean {
  if (from === null || domain === null || from === email?.toLowerCase()) return false;
  return from.slice(from.lastIndexOf('@') + 1) === domain;
}
