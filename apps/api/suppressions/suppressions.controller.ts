import { Body, Controller, Delete, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { DomainError, iso } from '#engine';
import {
  addressKey,
  domainKey,
  findContacts,
  findHolderKeys,
  liftSuppression,
  listSuppressions,
  readClock,
  readWorkspace,
  type Sql,
  type StoredSuppression,
  suppress,
} from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { Repeatable } from '../../ingest/idempotency/repeatable.ts';
import { describedAs } from '../../ingest/open-api/json-schema.ts';
import { SQL, timeOf } from '../../ingest/provided.ts';
import { cutPage, pageQuery, readCursor, timeMark } from '../page.ts';
import { holderOf, suppressionLine } from './suppression-line.ts';

const batch = z.strictObject({ suppressions: z.array(describedAs(suppressionLine)).min(1).max(1000) });

const results = z.object({
  results: z.array(
    z.object({
      index: z.int(),
      accepted: z.boolean(),
      id: z.string().optional(),
      added: z.boolean().optional().describe('false: it was suppressed before, and keeps its reason'),
      code: z.string().optional(),
      detail: z.string().optional(),
      fix: z.string().optional(),
    }),
  ),
});

const query = pageQuery.extend({
  email: z.email().max(320).optional().describe('what holds for this address, its domain included'),
  contact: z.string().max(200).optional().describe('what holds for this contact'),
  reason: z.string().max(200).optional(),
});

const list = z.object({
  suppressions: z.array(
    z.object({
      id: z.string(),
      email: z
        .string()
        .nullable()
        .describe('where a contact still has it; it is stored as a keyed hash only'),
      domain: z.string().nullable(),
      contacts: z.array(z.string()),
      reason: z.string(),
      since: z.iso.datetime(),
      by: z.string().describe('`event`, or who suppressed it'),
    }),
  ),
  nextCursor: z.string().nullable(),
});

const lifted = z.object({ id: z.string(), lifted: z.literal(true) });
const holderKey = z.string().regex(/^[a-z0-9:.-]{1,300}$/);
const mark = z.object({ since: timeMark, holderKey });

/** Who is not written to, whatever sequence they are in. */
@ApiTags('suppressions')
@Controller('v1/suppressions')
export class SuppressionsController {
  constructor(@Inject(SQL) private readonly sql: Sql) {}

  @Get()
  @Needs('read')
  @ApiOperation({ summary: 'List the suppressions, newest first' })
  @ApiOkResponse({ standardSchema: list })
  async list(@CalledBy() { workspaceId }: Caller, @Query({ schema: query }) asked: z.infer<typeof query>) {
    const { limit, reason = null } = asked;
    const after = readCursor(asked.cursor, mark);
    const holders = await this.holdersOf(workspaceId, asked);
    const found = await listSuppressions(this.sql, { workspaceId, holders, reason, after, limit: limit + 1 });
    const { rows, nextCursor } = cutPage(found, limit, ({ since, holderKey }) => ({ since, holderKey }));
    return { suppressions: rows.map(showSuppression), nextCursor };
  }

  @Post()
  @Repeatable()
  @Needs('write')
  @ApiOperation({ summary: 'Suppress up to 1,000 addresses, domains or contacts, from the next mail on' })
  @ApiOkResponse({ standardSchema: results })
  async add(
    @CalledBy() { workspaceId, name: source }: Caller,
    @Body({ schema: batch }) { suppressions }: z.infer<typeof batch>,
  ) {
    const [workspace, clock] = await Promise.all([readWorkspace(this.sql, workspaceId), readClock(this.sql)]);
    const read = suppressions.map((line) => suppressionLine.safeParse(line));
    const ids = read.flatMap(({ data }) => data?.contact ?? []);
    const known = await findContacts(this.sql, workspaceId, ids);
    const lines = read.map(({ data, error }) =>
      data ? { holderKey: holderOf(data, workspace, known), reason: data.reason, source } : error,
    );
    const good = lines.flatMap((line) => (line && 'holderKey' in line ? [line] : []));
    const added = await suppress(this.sql, { workspaceId, now: timeOf(clock) }, good);
    return { results: lines.map((line, index) => showResult(index, line, added)) };
  }

  @Delete(':id')
  @Repeatable()
  @Needs('write')
  @ApiOperation({ summary: 'Lift a suppression; sequences that it ended stay ended' })
  @ApiOkResponse({ standardSchema: lifted })
  async lift(@CalledBy() { workspaceId }: Caller, @Param('id') id: string) {
    if (await liftSuppression(this.sql, workspaceId, id)) return { id, lifted: true };
    throw new DomainError({
      code: 'suppression-not-found',
      field: 'id',
      detail: `There is no suppression "${id}".`,
      fix: 'GET /v1/suppressions lists those there are; ?email= finds the one of an address.',
    });
  }

  private async holdersOf(workspaceId: number, { email, contact }: z.infer<typeof query>) {
    if (email === undefined && contact === undefined) return null;
    const holders = contact === undefined ? [] : await findHolderKeys(this.sql, workspaceId, contact);
    if (email === undefined) return holders;
    const workspace = await readWorkspace(this.sql, workspaceId);
    return [...holders, addressKey(workspace, email), domainKey(email.slice(email.lastIndexOf('@') + 1))];
  }
}

function showResult(
  index: number,
  line: { holderKey: string } | z.ZodError | undefined,
  added: ReadonlySet<string>,
) {
  if (line && 'holderKey' in line)
    return { index, accepted: true, id: line.holderKey, added: added.has(line.holderKey) };
  const detail = line?.issues.map((i) => `${i.path.join('.') || 'line'}: ${i.message}`).join('; ');
  const fix = 'Send one of { email }, { domain } and { contact }, and a reason if you like.';
  return { index, accepted: false, code: 'invalid-suppression', detail, fix };
}

function showSuppression({ holderKey: id, source: by, since, ...row }: StoredSuppression) {
  const domain = id.startsWith(domainKey('')) ? id.slice(domainKey('').length) : null;
  return {
    id,
    email: row.email,
    domain,
    contacts: row.contacts,
    reason: row.reason,
    since: iso(since),
    by,
  };
}
