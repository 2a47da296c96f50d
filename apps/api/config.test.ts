import { expect, test } from '@jest/globals';
import { NO_WEBHOOKS } from '../ingest/webhooks/webhook-settings.ts';
import { readConfig } from './config.ts';

test('without settings everything is embedded, local and captured', () => {
  expect(readConfig({}, [])).toEqual({
    ok: true,
    config: {
      port: 3000,
      host: '127.0.0.1',
      dataDir: '.data',
      databaseUrl: undefined,
      clickhouseUrl: undefined,
      kafkaBrokers: undefined,
      limits: { perSecond: 5_000, atOnce: 50_000, backlog: 1_000_000 },
      mail: { send: false, provider: undefined, from: undefined },
      roles: ['api', 'engine', 'collect', 'sink'],
      webhooks: NO_WEBHOOKS,
      empty: false,
      color: true,
      publicUrl: undefined,
      unsubscribeEmail: undefined,
      replyDomain: undefined,
      bounceDomain: undefined,
    },
  });
});

test('a blank variable counts as unset', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: ' ', ROLES: '' }, [])).toMatchObject({
    ok: true,
    config: { port: 3000, databaseUrl: undefined },
  });
});

test('every wrong setting is named at once, each with what to write instead', () => {
  const read = readConfig(
    {
      PORT: 'http',
      DATABASE_URL: 'mysql://root:hunter2@db/crest',
      KAFKA_BROKERS: 'kafka',
      ROLES: 'api,cook',
      SEND: 'yes',
    },
    ['--emtpy', 'now'],
  );
  expect(read).toEqual({
    ok: false,
    problems: [
      '--emtpy is not known. The only flag of npm start is -- --empty.',
      'now is not known. The only flag of npm start is -- --empty.',
      'PORT: "http" is not a port. Give a number from 0 to 65535; 0 takes any free one.',
      'DATABASE_URL is not an address. Write it like postgres://user:password@host:5432/crest, or leave it out for the embedded store.',
      'KAFKA_BROKERS: "kafka" is not a list of brokers. Write host:port, several with commas between them.',
      'ROLES: "api,cook" is not a list of roles. Choose from api, engine, collect, sink, or leave it out for all of them.',
      'SEND: "yes" is neither 0 nor 1. SEND=1 lets mail leave this machine.',
    ],
  });
});

test('a password in a wrong address is not repeated', () => {
  expect(JSON.stringify(readConfig({ DATABASE_URL: 'mysql://root:hunter2@db/crest' }, []))).not.toContain(
    'hunter2',
  );
});

test('a process with fewer roles needs stores it can share', () => {
  expect(readConfig({ ROLES: 'api' }, [])).toMatchObject({
    ok: false,
    problems: [expect.stringContaining('set DATABASE_URL and CLICKHOUSE_URL')],
  });
  const shared = {
    ROLES: 'sink, collect',
    DATABASE_URL: 'postgres://db/crest',
    CLICKHOUSE_URL: 'http://ch:8123',
  };
  expect(readConfig(shared, [])).toMatchObject({ ok: true, config: { roles: ['collect', 'sink'] } });
});

test('readers come to an address of the web, without anything behind its path', () => {
  const read = (PUBLIC_URL: string) => readConfig({ PUBLIC_URL }, []);
  expect(read('https://crest.example.com/mail')).toMatchObject({
    ok: true,
    config: { publicUrl: 'https://crest.example.com/mail' },
  });
  for (const wrong of [
    'crest.example.com',
    'ftp://crest.example.com',
    'https://a.example/?x',
    'https://u@a.example',
  ]) {
    expect(read(wrong)).toEqual({ ok: false, problems: [expect.stringMatching(/^PUBLIC_URL .*https:/)] });
  }
});

test('who neither reads nor writes events there needs no ClickHouse; a cluster needs a server', () => {
  const stores = { DATABASE_URL: 'postgres://db/crest' };
  expect(readConfig({ ...stores, ROLES: 'engine,collect' }, [])).toMatchObject({
    ok: true,
    config: { roles: ['engine', 'collect'], clickhouseUrl: undefined },
  });
  expect(readConfig({ ...stores, ROLES: 'engine,sink' }, [])).toMatchObject({
    ok: false,
    problems: [expect.stringMatching(/^ROLES: embedded stores .* or set CLICKHOUSE_URL\.$/)],
  });
  expect(readConfig({ CLICKHOUSE_CLUSTER: 'main' }, [])).toMatchObject({
    ok: false,
    problems: [expect.stringContaining('CLICKHOUSE_CLUSTER')],
  });
  expect(readConfig({ CLICKHOUSE_CLUSTER: "x' y" }, [])).toMatchObject({
    ok: false,
    problems: [expect.stringContaining('CLICKHOUSE_CLUSTER')],
  });
});

test('how much may come in is whole numbers from 1 on', () => {
  const limits = { INGEST_RATE: '10', INGEST_BURST: '100', INGEST_BACKLOG: '1000' };
  expect(readConfig(limits, [])).toMatchObject({
    config: { limits: { perSecond: 10, atOnce: 100, backlog: 1000 } },
  });
  expect(readConfig({ INGEST_RATE: '0', INGEST_BURST: '1.5' }, [])).toEqual({
    ok: false,
    problems: [
      'INGEST_RATE: "0" is not a whole number from 1 on.',
      'INGEST_BURST: "1.5" is not a whole number from 1 on.',
    ],
  });
});

test('mail comes in for domains, and an address is none', () => {
  expect(readConfig({ REPLY_DOMAIN: 'reply.example.com', BOUNCE_DOMAIN: 'b.example.com' }, [])).toMatchObject(
    {
      ok: true,
      config: { replyDomain: 'reply.example.com', bounceDomain: 'b.example.com' },
    },
  );
  for (const REPLY_DOMAIN of ['r@example.com', 'example', 'a b.example', 'https://example.com'])
    expect(readConfig({ REPLY_DOMAIN }, [])).toMatchObject({
      ok: false,
      problems: [expect.stringMatching(/^REPLY_DOMAIN: .* is not a domain\. Write/)],
    });
});
