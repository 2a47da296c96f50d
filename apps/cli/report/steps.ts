import { z } from 'zod';
import { attributionFlag } from '../attribution.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { plain } from '../io.ts';
import { requireKey } from '../key.ts';
import { rateAnswer, rateCells } from '../rate.ts';
import { addressOf, findServer } from '../server.ts';
import { grouped, table } from '../table.ts';

const stepsAnswer = z.looseObject({
  attribution: z.enum(['all', 'direct']),
  steps: z.array(
    z.looseObject({
      key: z.string(),
      day: z.number(),
      metric: z.string(),
      windowDays: z.number(),
      reached: z.int(),
      sent: z.int(),
      waiting: z.int(),
      rate: rateAnswer,
    }),
  ),
});

export const reportSteps = defineCommand({
  noun: 'report',
  verb: 'steps',
  about: 'What each step of a sequence did, and its rate among the touches whose window is over.',
  operands: ['SEQUENCE'],
  flags: {
    metric: { value: 'EVENT', about: "such as replied or converted:reorder; else each step's own goal" },
    from: { value: 'DAY', about: 'first day of the touches, YYYY-MM-DD' },
    to: { value: 'DAY', about: 'the day before which to stop' },
    version: { value: 'NUMBER', about: 'a published version; else the latest' },
    attribution: attributionFlag,
  },
  examples: [
    'crest report steps b2b-outbound',
    'crest report steps b2b-outbound --attribution direct',
    'crest report steps trial-nurture --metric converted --json',
  ],

  async run({ operands: [sequence], flags, json }, io) {
    const server = await findServer(io);
    const answer = await server.call(
      stepsAnswer,
      'GET',
      addressOf(`/v1/sequences/${requireKey(sequence)}/steps`, flags),
    );
    if (json) io.out(`${JSON.stringify(answer, null, 2)}\n`);
    else {
      const rows = answer.steps.map((step) => [
        ...[step.key, String(step.day), grouped(step.reached), grouped(step.sent), grouped(step.waiting)],
        ...[`${step.metric} in ${Number(step.windowDays.toFixed(1))} d`, ...rateCells(step.rate)],
      ]);
      const head = ['step', 'day', 'reached', 'sent', 'waiting', 'what', 'rate', '95 % interval', 'of'];
      const note =
        answer.attribution === 'all' ? '' : '\nOnly events that name their mail or task were counted.\n';
      io.out(plain(`${table([head, ...rows])}${note}`));
    }
    return EXIT.ok;
  },
});
