import { expect, test } from '@jest/globals';
import { readIngestConfig } from './config.ts';

const stores = { DATABASE_URL: 'postgres://db/crest', CLICKHOUSE_URL: 'http://ch:8123' };

test('a process of the event path collects and sinks, on the stores of the api', () => {
  expect(readIngestConfig(stores)).toMatchObject({
    ok: true,
    config: {
      roles: ['collect', 'sink'],
      databaseUrl: 'postgres://db/crest',
      clickhouseUrl: 'http://ch:8123',
    },
  });
  expect(readIngestConfig({ DATABASE_URL: stores.DATABASE_URL, ROLES: 'collect' })).toMatchObject({
    ok: true,
    config: { roles: ['collect'], clickhouseUrl: undefined },
  });
  expect(readIngestConfig({ ...stores, ROLES: 'sink' })).toMatchObject({
    ok: true,
    config: { roles: ['sink'] },
  });
});

test('it has no stores of its own and no other role', () => {
  expect(readIngestConfig({ ROLES: 'api,sink' })).toEqual({
    ok: false,
    problems: [
      'ROLES: this process cannot take the role api. Choose from collect, sink.',
      'DATABASE_URL is missing. Name the database that the api process uses.',
      'CLICKHOUSE_URL is missing. Name the server that the api process uses.',
    ],
  });
});
