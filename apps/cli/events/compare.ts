import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { plain } from '../io.ts';
import { findServer } from '../server.ts';
import { grouped, table } from '../table.ts';

const compared = z.object({ events: z.int(), missing: z.int(), mismatches: z.int() });
const place = { sequence: z.string(), step: z.string() };
const mismatches = z.looseObject({
  missing: z.array(
    z.looseObject({ ...place, type: z.string(), month: z.string(), part: z.int(), events: z.int() }),
  ),
  counts: z.array(
    z.looseObject({ ...place, kind: z.string(), countedIn: z.string(), expected: z.int(), found: z.int() }),
  ),
});

export const compareEvents = defineCommand({
  noun: 'events',
  verb: 'compare',
  about:
    'Compare the event log with ClickHouse: what is new, and a 24th of the rest. The server does it every hour.\n' +
    'Exits with 3 where events are missing or counts are wrong.',
  operands: [],
  flags: {},
  examples: ['crest events compare'],

  async run({ json }, io) {
    const server = await findServer(io);
    const run = await server.call(compared, 'POST', '/v1/event-log/compare');
    const found = await server.call(mismatches, 'GET', '/v1/event-log/mismatches');
    if (json) io.out(`${JSON.stringify({ ...run, ...found }, null, 2)}\n`);
    else {
      io.out(
        `${grouped(run.events)} events compared, ${grouped(run.missing)} missing, ${grouped(run.mismatches)} counts wrong\n`,
      );
      const lines = [
        ...found.missing.map((one) => [
          one.sequence,
          one.step,
          one.type,
          `${one.events} missing in ${one.month}`,
        ]),
        ...found.counts.map((one) => [
          one.sequence,
          one.step,
          one.kind,
          `${one.countedIn}: ${one.found} for ${one.expected}`,
        ]),
      ];
      if (lines.length > 0) io.out(plain(table([['sequence', 'step', 'what', 'wrong'], ...lines])));
    }
    return run.missing + run.mismatches > 0 ? EXIT.undecided : EXIT.ok;
  },
});
