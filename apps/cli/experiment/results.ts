import { z } from 'zod';
import { attributionFlag } from '../attribution.ts';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { plain } from '../io.ts';
import { requireKey } from '../key.ts';
import { rateAnswer, rateCells } from '../rate.ts';
import { addressOf, findServer } from '../server.ts';
import { grouped, table } from '../table.ts';

const DECIDED = ['winner', 'practically-equal'];

const resultsAnswer = z.looseObject({
  verdict: z.string(),
  sentence: z.string(),
  arms: z.array(
    z.looseObject({ key: z.string(), assigned: z.int(), rate: rateAnswer, chanceToBeBest: z.number() }),
  ),
});

export const experimentResults = defineCommand({
  noun: 'experiment',
  verb: 'results',
  about: 'What an experiment says today.\nExits with 3 where it is not decided yet, or unhealthy.',
  operands: ['KEY'],
  flags: { attribution: attributionFlag },
  examples: ['crest experiment results b2b-outbound.case-study'],

  async run({ operands: [key], flags, json }, io) {
    const server = await findServer(io);
    const answer = await server.call(
      resultsAnswer,
      'GET',
      addressOf(`/v1/experiments/${requireKey(key)}/results`, flags),
    );
    if (json) io.out(`${JSON.stringify(answer, null, 2)}\n`);
    else {
      const rows = answer.arms.map(({ key, assigned, rate, chanceToBeBest }) => [
        ...[key, grouped(assigned), ...rateCells(rate), chanceToBeBest.toFixed(3)],
      ]);
      io.out(
        plain(
          `${answer.sentence}\n\n${table([['arm', 'assigned', 'rate', '95 % interval', 'of', 'P(best)'], ...rows])}`,
        ),
      );
    }
    return DECIDED.includes(answer.verdict) ? EXIT.ok : EXIT.undecided;
  },
});
