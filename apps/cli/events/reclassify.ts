import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { plain } from '../io.ts';
import { findServer, type Server } from '../server.ts';
import { grouped } from '../table.ts';
import { awaitLog } from './await-log.ts';

const page = z.looseObject({
  looked: z.int(),
  changes: z.array(
    z.looseObject({
      receivedAt: z.string(),
      was: z.string(),
      is: z.string(),
      events: z.array(z.object({ was: z.string().nullable(), is: z.string() })),
    }),
  ),
  months: z.array(z.string()),
  next: z.int().nullable(),
});

type Change = z.infer<typeof page>['changes'][number];

export const reclassifyEvents = defineCommand({
  noun: 'events',
  verb: 'reclassify',
  about:
    'Have the classifier of today look at mail that an earlier one has judged, and correct the events.\n' +
    'The tables of the reports are made anew where these are counted. What an event did to a sequence stays done.',
  operands: [],
  flags: { 'dry-run': { value: null, about: 'say what would change, and change nothing' } },
  examples: ['crest events reclassify --dry-run', 'crest events reclassify'],

  async run({ flags, json }, io) {
    const dryRun = flags['dry-run'];
    const server = await findServer(io);
    let looked = 0;
    const changes: Change[] = [];
    const months = new Set<string>();
    for (let after: number | null = 0; after !== null; ) {
      const answer: z.infer<typeof page> = await post(server, page, '/v1/events/reclassify', {
        dryRun,
        after,
      });
      looked += answer.looked;
      changes.push(...answer.changes);
      for (const month of answer.months) months.add(month);
      if (!json) io.out(answer.changes.map(tell).join(''));
      after = answer.next;
    }
    const touched = [...months].sort();
    if (!dryRun && touched.length > 0) {
      // The corrections must be among the raw events before these are counted.
      await awaitLog(server, io, 'Corrections', changes.length);
      const started = z.object({ started: z.literal(true) });
      await post(server, started, '/v1/event-log/rebuild', { source: 'events', months: touched });
      await awaitLog(server, io, 'Rebuild', 0);
    }
    if (json) io.out(`${JSON.stringify({ looked, changes, months: touched }, null, 2)}\n`);
    else io.note(summary(looked, changes.length, dryRun));
    return EXIT.ok;
  },
});

function post<T>(server: Server, schema: z.ZodType<T>, path: string, body: object): Promise<T> {
  return server.call(schema, 'POST', path, { type: 'application/json', text: JSON.stringify(body) });
}

function tell({ receivedAt, was, is, events }: Change): string {
  const told = events.map((event) => `${event.was ?? 'nothing'} → ${event.is}`).join(', ');
  return plain(`${receivedAt} ${was} → ${is}${told === '' ? '' : `: ${told}`}\n`);
}

function summary(looked: number, changed: number, dryRun: boolean): string {
  if (looked === 0) return 'All mail that is kept was judged by the classifier of today';
  const mails = `${grouped(looked)} ${looked === 1 ? 'mail' : 'mails'} looked at`;
  return `${mails}, ${grouped(changed)} ${dryRun ? 'would be ' : ''}taken for something else`;
}
