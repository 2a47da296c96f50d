import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { findServer } from '../server.ts';
import { awaitLog } from './await-log.ts';

export const rebuildEvents = defineCommand({
  noun: 'events',
  verb: 'rebuild',
  about:
    'Make the tables of the reports anew beside the old ones, exchange them, and wait for it.\n' +
    'The server goes on meanwhile.',
  operands: [],
  flags: {
    from: { value: 'SOURCE', about: 'log (else): all of it; events: what is counted, out of the raw events' },
    months: { value: 'MONTHS', about: 'only what is counted of these, such as 2026-01,2026-02' },
  },
  examples: ['crest events rebuild', 'crest events rebuild --from events --months 2026-01'],

  async run({ flags: { from, months }, json }, io) {
    const server = await findServer(io);
    const body = {
      ...(from !== undefined && { source: from }),
      ...(months !== undefined && { months: months.split(',').map((month) => month.trim()) }),
    };
    await server.call(z.object({ started: z.literal(true) }), 'POST', '/v1/event-log/rebuild', {
      type: 'application/json',
      text: JSON.stringify(body),
    });
    const { pending, deadLetters, gaps } = await awaitLog(server, io, 'Rebuild', 0);
    io.out(json ? `${JSON.stringify({ pending, deadLetters, gaps })}\n` : 'The tables are new\n');
    return EXIT.ok;
  },
});
