import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { findServer, type Server } from '../server.ts';
import { grouped } from '../table.ts';
import { type Finding, lookAtHealth } from './look-at-health.ts';

const eventLog = z.looseObject({
  pending: z.int(),
  deadLetters: z.int(),
  gaps: z.int(),
  mismatches: z.int(),
  failed: z.object({ what: z.string(), reason: z.string() }).nullable(),
});

export const doctor = defineCommand({
  noun: 'doctor',
  verb: null,
  about:
    'Say how a running Crest is: stores, processes and the way of its events.\n' +
    'Exits with 3 where something is wrong.',
  operands: [],
  flags: {},
  examples: ['crest doctor', 'crest doctor --json'],

  async run({ json }, io) {
    const server = await findServer(io);
    const health = await lookAtHealth(server);
    const findings = [
      ...health,
      ...(health.some(({ name }) => name === 'roles') ? await lookAtEvents(server) : []),
    ];
    tell(io, findings, json);
    return findings.every(({ ok }) => ok) ? EXIT.ok : EXIT.undecided;
  },
});

async function lookAtEvents(server: Server): Promise<readonly Finding[]> {
  const { pending, deadLetters, gaps, mismatches, failed } = await server.call(
    eventLog,
    'GET',
    '/v1/event-log',
  );
  const none = (name: string, count: number, what: string) => ({
    name,
    ok: count === 0,
    said: count === 0 ? 'none' : `${grouped(count)} ${what}`,
  });
  return [
    { name: 'on their way', ok: true, said: `${grouped(pending)} events` },
    none(
      'dead letters',
      deadLetters,
      'events could not be stored; their reasons are in the table dead_letter',
    ),
    none('gaps', gaps, 'stretches of the log were lost before they were read'),
    none('mismatches', mismatches, 'between log and reports: crest events compare shows them'),
    ...(failed ? [{ name: failed.what, ok: false, said: failed.reason }] : []),
  ];
}

function tell(io: Io, findings: readonly Finding[], json: boolean): void {
  if (json) {
    const healthy = findings.every(({ ok }) => ok);
    io.out(`${JSON.stringify({ healthy, findings }, null, 2)}\n`);
    return;
  }
  const width = Math.max(...findings.map(({ name }) => name.length));
  for (const { name, ok, said } of findings) io.out(`${ok ? '✔' : '✘'} ${name.padEnd(width)}  ${said}\n`);
}
