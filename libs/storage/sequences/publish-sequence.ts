import type { Instant, Sequence } from '#engine';
import { iso } from '#engine';
import type { Sql } from '../postgres/open-postgres.ts';
import type { SequenceState } from './find-saved-sequence.ts';

/** A content experiment that starts with its sequence. */
export interface ContentExperiment {
  readonly key: string;
  readonly step: string;
  readonly salt: string;
  readonly arms: readonly { readonly key: string; readonly weight: number }[];
}

export interface Publication {
  readonly workspaceId: number;
  readonly key: string;
  /** The draft this was made from: publishing does nothing when it has been saved over meanwhile. */
  readonly draftTag: string;
  readonly definition: Sequence;
  readonly experiments: readonly ContentExperiment[];
}

export interface Published {
  readonly sequenceId: number;
  readonly state: SequenceState;
  readonly version: number;
  /** The version before, where there was one. */
  readonly previous: number | null;
  /** False when the draft is what is published already: that version is answered again. */
  readonly isNew: boolean;
}

/**
 * Makes the draft an immutable version and starts its content experiments, in one statement; an experiment whose
 * step is gone or has one variant left stops. A paused sequence stays paused. Answers null when the draft is another one by now.
 * Uses sequence_workspace_id_key_key, sequence_version_pkey, experiment_pkey.
 */
export async function publishSequence(
  sql: Sql,
  at: { now: Instant },
  publication: Publication,
): Promise<Published | null> {
  const now = iso(at.now);
  const definition = JSON.stringify(publication.definition);
  const [row] = await sql<Published[]>`
    with draft as (
      select s.id, s.draft, s.latest_version as previous, v.definition = ${definition}::text::jsonb as same
      from sequence s
      left join sequence_version v on v.sequence_id = s.id and v.version = s.latest_version
      where s.workspace_id = ${publication.workspaceId} and s.key = ${publication.key}
        and md5(s.draft::text) = ${publication.draftTag}
      for update of s
    ),
    made as (
      insert into sequence_version (sequence_id, version, definition, file, published_at)
      select id, coalesce(previous, 0) + 1, ${definition}::text::jsonb, draft, ${now}::timestamptz
      from draft where same is not true
      returning sequence_id, version
    ),
    out as (
      update sequence s set
        state = case s.state when 'paused' then 'paused' else 'published' end,
        latest_version = coalesce(m.version, d.previous),
        caps = ${JSON.stringify(publication.definition.caps)}::text::jsonb,
        mailboxes = ${publication.definition.mailboxes as string[]}::text[]
      from draft d left join made m on m.sequence_id = d.id
      where s.id = d.id
      returning s.id, s.state, s.latest_version, d.previous, m.version is not null as is_new
    ),
    experiments as (
      select * from json_to_recordset(${JSON.stringify(publication.experiments)}::text::json)
        as r(key text, step text, salt text, arms jsonb)
    ),
    started as (
      insert into experiment (workspace_id, key, sequence_id, step, kind, salt, arms, state, started_at)
      select ${publication.workspaceId}, x.key, out.id, x.step, 'content', x.salt, x.arms, 'running',
        ${now}::timestamptz
      from experiments x cross join out order by x.key
      on conflict (workspace_id, key) do update set arms = excluded.arms, state = 'running'
    ),
    stopped as (
      update experiment e set state = 'stopped' from out
      where e.workspace_id = ${publication.workspaceId} and e.sequence_id = out.id and e.kind = 'content'
        and not exists (select from experiments x where x.key = e.key)
    )
    select id as "sequenceId", state, latest_version as version, previous, is_new as "isNew" from out`;
  return row ?? null;
}
