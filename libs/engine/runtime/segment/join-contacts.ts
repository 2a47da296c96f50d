import { DomainError, type Instant } from '#engine';
import { findContacts, readWorkspace } from '#storage';
import { merge } from '../contacts/merge.ts';
import { upsert } from '../contacts/upsert.ts';
import type { Engine } from '../engine.ts';

export type Joined =
  | { readonly kind: 'joined' | 'joined-before' }
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string; readonly fix: string };

/** Makes two ids one contact, whether they were known before or not; doing it again changes nothing. */
export async function joinContacts(
  engine: Pick<Engine, 'sql' | 'versions'>,
  { workspaceId, id, into, now }: { workspaceId: number; id: string; into: string; now: Instant },
): Promise<Joined> {
  if (id !== into) {
    const known = await findContacts(engine.sql, workspaceId, [id, into]);
    const survivor = known.get(into)?.id;
    if (survivor !== undefined && known.get(id)?.id === survivor) return { kind: 'joined-before' };
    const missing = [id, into].filter((each) => !known.has(each));
    if (missing.length > 0) {
      const workspace = await readWorkspace(engine.sql, workspaceId);
      const lines = missing.map((each) => ({ id: each }));
      const refusal = (await upsert(engine.sql, { workspace, lines, now })).find(({ accepted }) => !accepted);
      if (refusal?.accepted === false) return { kind: 'refused', ...refusal };
    }
  }
  try {
    await merge(engine, { workspaceId, id, into, now });
    return { kind: 'joined' };
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'contact-merge') throw error;
    return { kind: 'refused', code: error.code, detail: error.detail, fix: error.fix };
  }
}
