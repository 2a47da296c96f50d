import {
  Body,
  Controller,
  Headers,
  Inject,
  Post,
  Query,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { importContacts } from '#runtime';
import { readClock, readWorkspace, type Sql } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { Repeatable } from '../../ingest/idempotency/repeatable.ts';
import { SQL, timeOf } from '../../ingest/provided.ts';
import { Upload } from '../../ingest/upload/upload.ts';

const entry = z.string().max(1000);
const importQuery = z.strictObject({
  dryRun: z.enum(['true', 'false']).default('false').describe('report what would happen, and store nothing'),
  map: z
    .union([entry, z.array(entry).max(500)])
    .optional()
    .describe('HEADER:field fills a field from a column, HEADER:- leaves the column out; may be repeated'),
});

const importReport = z.object({
  dryRun: z.boolean(),
  encoding: z.string().describe('what the file was read as'),
  delimiter: z.enum([',', ';', '\t']),
  columns: z.array(z.object({ header: z.string(), field: z.string().nullable() })),
  idFrom: z.enum(['id', 'email']).describe('where the ids of contacts come from'),
  rows: z.int(),
  created: z.int(),
  updated: z.int(),
  rejected: z.int(),
  problems: z.array(z.object({ line: z.int(), code: z.string(), detail: z.string(), fix: z.string() })),
  problemsLeftOut: z.int().describe('of very many, those that are not listed'),
  stoppedAt: z.int().nullable().describe('the line at which the file stopped being CSV'),
});

@ApiTags('contacts')
@Controller('v1/contacts/import')
export class ContactImportController {
  constructor(@Inject(SQL) private readonly sql: Sql) {}

  @Post()
  @Repeatable()
  @Needs('write')
  @ApiOperation({
    summary: 'Make or change contacts by a CSV file; each bad row is reported, the others go in',
  })
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string', description: 'a CSV file of up to 100 MB, with a header' } })
  @ApiOkResponse({ standardSchema: importReport })
  async import(
    @CalledBy() { workspaceId }: Caller,
    @Query({ schema: importQuery }) { dryRun, map = [] }: z.infer<typeof importQuery>,
    @Headers('content-encoding') encoding: string | undefined,
    @Body() body: unknown,
  ) {
    if (!(body instanceof Upload) || (encoding ?? 'identity') !== 'identity')
      throw new UnsupportedMediaTypeException();
    const [workspace, clock] = await Promise.all([readWorkspace(this.sql, workspaceId), readClock(this.sql)]);
    return importContacts(this.sql, {
      workspace,
      file: { ...(await body.receive()), charset: body.charset },
      map: [map].flat(),
      dryRun: dryRun === 'true',
      now: timeOf(clock),
    });
  }
}
