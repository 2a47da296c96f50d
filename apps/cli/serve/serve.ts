import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';

export const serve = defineCommand({
  noun: 'serve',
  verb: null,
  about:
    'Start Crest, as npm start does, until it is told to stop.\n' +
    'Settings are environment variables (see the README); the flags here go before them.',
  operands: [],
  flags: {
    roles: { value: 'LIST', about: 'any of api,engine,collect,sink; all where it is left out (ROLES)' },
    port: { value: 'PORT', about: 'where to listen (PORT)' },
    host: { value: 'HOST', about: 'on which address to listen (HOST)' },
    empty: { value: null, about: 'start live and empty, where the data folder is new' },
  },
  examples: ['crest serve', 'crest serve --roles collect,sink --port 3001'],

  async run({ flags: { roles, port, host, empty } }, io) {
    const code = await io.runProgram('dist/apps/api/main.js', empty ? ['--empty'] : [], {
      ...(roles !== undefined && { ROLES: roles }),
      ...(port !== undefined && { PORT: port }),
      ...(host !== undefined && { HOST: host }),
    });
    return code === 0 ? EXIT.ok : code === EXIT.usage ? EXIT.usage : EXIT.failure;
  },
});
