import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';

export const migrate = defineCommand({
  noun: 'migrate',
  verb: null,
  about:
    'Bring the tables of PostgreSQL and ClickHouse up to date, and end.\n' +
    'Every start does the same; this is for who wants it done before. It may run while Crest does, on servers.',
  operands: [],
  flags: {},
  examples: ['crest migrate'],

  async run({ json }, io) {
    const code = await io.runProgram('dist/apps/api/migrate.js', [], {});
    if (code === 0 && json) io.out('{"migrated":true}\n');
    return code === 0 ? EXIT.ok : code === EXIT.usage ? EXIT.usage : EXIT.failure;
  },
});
