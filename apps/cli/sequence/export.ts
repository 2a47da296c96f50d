import { stringify } from 'yaml';
import { z } from 'zod';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { requireKey } from '../key.ts';
import { findServer } from '../server.ts';

/** What a server adds when a sequence is read. */
const READ_ONLY = ['state', 'version', 'savedAt', 'publishedAt', 'warnings'];
const WIDTH = 110;

export const exportSequence = defineCommand({
  noun: 'sequence',
  verb: 'export',
  about: 'Write the draft of a sequence as a file: YAML, or JSON with --json.',
  operands: ['KEY'],
  flags: {},
  examples: ['crest sequence export b2b-outbound > b2b-outbound.yaml'],

  async run({ operands: [key], json }, io) {
    const server = await findServer(io);
    const draft = await server.call(
      z.looseObject({ key: z.string() }),
      'GET',
      `/v1/sequences/${requireKey(key)}`,
    );
    const file = Object.fromEntries(Object.entries(draft).filter(([field]) => !READ_ONLY.includes(field)));
    io.out(
      json
        ? `${JSON.stringify(file, null, 2)}\n`
        : stringify(file, { lineWidth: WIDTH, blockQuote: 'literal' }),
    );
    return EXIT.ok;
  },
});
