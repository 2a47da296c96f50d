import { z } from 'zod';
import { attributionFlag } from '../attribution.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { plain } from '../io.ts';
import { requireKey } from '../key.ts';
import { rateAnswer, rateCells } from '../rate.ts';
import { addressOf, findServer } from '../server.ts';
import { table } from '../table.ts';

const peakAnswer = z.looseObject({
  verdict: z.string(),
  sentence: z.string(),
  ranking: z.array(
    z.looseObject({
      key: z.string(),
      position: z.int(),
      rate: rateAnswer,
      probability: z.number().nullable(),
    }),
  ),
});

export const reportPeak = defineCommand({
  noun: 'report',
  verb: 'peak',
  about:
    'Which step carries a sequence, and how sure that is.\n' +
    'Exits with 3 where there is no clear peak, or not enough data to say.',
  operands: ['SEQUENCE'],
  flags: {
    metric: { value: 'EVENT', about: "such as replied; else the sequence's goal" },
    estimand: { value: 'KIND', about: 'hazard, share or lift; else hazard' },
    version: { value: 'NUMBER', about: 'a published version; else the latest' },
    attribution: attributionFlag,
  },
  examples: ['crest report peak b2b-outbound'],

  async run({ operands: [sequence], flags, json }, io) {
    const server = await findServer(io);
    const answer = await server.call(
      peakAnswer,
      'GET',
      addressOf(`/v1/sequences/${requireKey(sequence)}/peak`, flags),
    );
    if (json) io.out(`${JSON.stringify(answer, null, 2)}\n`);
    else {
      const rows = answer.ranking.map(({ key, rate, probability }) => [
        ...[key, ...rateCells(rate)],
        probability === null ? '-' : probability.toFixed(3),
      ]);
      io.out(
        plain(
          `${answer.sentence}\n\n${table([['step', 'rate', '95 % interval', 'of', 'P(peak)'], ...rows])}`,
        ),
      );
    }
    return answer.verdict === 'peak' ? EXIT.ok : EXIT.undecided;
  },
});
