import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { plain } from '../io.ts';
import { readBytes } from '../read-file.ts';
import { findServer } from '../server.ts';
import { grouped } from '../table.ts';

const report = z.looseObject({
  dryRun: z.boolean(),
  encoding: z.string(),
  delimiter: z.string(),
  columns: z.array(z.object({ header: z.string(), field: z.string().nullable() })),
  rows: z.int(),
  created: z.int(),
  updated: z.int(),
  rejected: z.int(),
  problems: z.array(z.object({ line: z.int(), code: z.string(), detail: z.string(), fix: z.string() })),
  problemsLeftOut: z.int(),
  stoppedAt: z.int().nullable(),
});

type Report = z.infer<typeof report>;

export const importContacts = defineCommand({
  noun: 'contact',
  verb: 'import',
  about:
    'Make or change contacts by a CSV file. Encoding, delimiter and columns are found out and said.\n' +
    'Fails where a row was refused; the others are in. docs/contacts.md says what columns are called.',
  operands: ['FILE'],
  flags: {
    'dry-run': { value: null, about: 'say what would happen, and store nothing' },
    map: { value: 'MAP', about: 'what columns fill: "Work address:email; Notes:-" (- leaves one out)' },
  },
  examples: [
    'crest contact import people.csv --dry-run',
    'crest contact import people.csv --map "Customer number:id"',
  ],

  async run({ operands: [file = ''], flags, json }, io) {
    const bytes = await readBytes(file, io);
    const server = await findServer(io);
    const query = new URLSearchParams({ dryRun: String(flags['dry-run']) });
    for (const entry of flags.map?.split(';') ?? []) if (entry.trim()) query.append('map', entry.trim());
    const body = { type: 'text/csv', text: bytes };
    const imported = await server.call(report, 'POST', `/v1/contacts/import?${query}`, body);
    if (json) io.out(`${JSON.stringify(imported, null, 2)}\n`);
    else {
      io.out(imported.problems.map((problem) => tell(file, problem)).join(''));
      io.note(plain(summary(imported)));
    }
    return imported.rejected > 0 ? EXIT.failure : EXIT.ok;
  },
});

/** `file:line: code: reason`, which editors jump to, and the fix below. */
function tell(file: string, { line, code, detail, fix }: Report['problems'][number]): string {
  return plain(`${file}:${line}: ${code}: ${detail}\n    ${fix}\n`);
}

function summary({ encoding, delimiter, columns, ...counts }: Report): string {
  const named = columns.map(({ header, field }) => `${header || '(no name)'} → ${field ?? 'left out'}`);
  const would = counts.dryRun ? 'would be ' : '';
  return [
    `read as ${encoding}, delimiter ${delimiter === '\t' ? 'tab' : delimiter}`,
    `columns: ${named.join(', ')}`,
    `${grouped(counts.rows)} ${counts.rows === 1 ? 'row' : 'rows'}: ${grouped(counts.created)} ${would}made, ${grouped(counts.updated)} ${would}changed, ` +
      `${grouped(counts.rejected)} refused`,
    ...(counts.problemsLeftOut > 0
      ? [`${grouped(counts.problemsLeftOut)} more refusals are not listed`]
      : []),
    ...(counts.stoppedAt === null ? [] : [`what stands behind line ${counts.stoppedAt} was not read`]),
  ].join('\n');
}
