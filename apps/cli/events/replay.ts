import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { findServer } from '../server.ts';
import { grouped } from '../table.ts';
import { awaitLog } from './await-log.ts';

export const replayEvents = defineCommand({
  noun: 'events',
  verb: 'replay',
  about:
    'Carry the whole event log to the reports again, and wait for it.\n' +
    'No report changes but by what was lost, and what was laid aside is tried again.',
  operands: [],
  flags: {},
  examples: ['crest events replay'],

  async run({ json }, io) {
    const server = await findServer(io);
    const { events } = await server.call(z.object({ events: z.int() }), 'POST', '/v1/event-log/replay');
    const { deadLetters, gaps } = await awaitLog(server, io, 'Replay', events);
    if (json) io.out(`${JSON.stringify({ events, deadLetters, gaps })}\n`);
    else
      io.out(
        `${grouped(events)} events, of which ${grouped(deadLetters)} lie aside; ${grouped(gaps)} gaps\n`,
      );
    return EXIT.ok;
  },
});
