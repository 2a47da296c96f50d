import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { Upkeep } from '../../../apps/api/event-log/upkeep.ts';
import { testKafka } from '../../support/kafka/test-kafka.ts';
import { outreachCrest } from '../support/outreach-crest.ts';

const kafka = await testKafka();
if ('unavailable' in kafka)
  test.skip(`With the log in Kafka (no Kafka: ${kafka.unavailable})`, () => undefined);
else await declareTests(kafka.brokers.split(','));

async function declareTests(kafkaBrokers: readonly string[]): Promise<void> {
  const crest = await outreachCrest({ kafkaBrokers });
  let before: string;

  async function reports(): Promise<string> {
    await crest.drain();
    const texts: string[] = [];
    for (const path of ['steps?by=variant', 'peak'])
      texts.push((await crest.call('get', `/v1/sequences/outreach/${path}`)).text);
    return texts.join('\n');
  }

  /** Asks for something that goes on behind the answer, and carries what is to be carried until it is done. */
  async function through(path: string, body: object): Promise<void> {
    await crest.send('post', path, body);
    const upkeep = crest.app.get(Upkeep);
    while (upkeep.state.atWork !== null) {
      await crest.drain();
      await new Promise(setImmediate);
    }
    expect(upkeep.state.failed).toBeNull();
  }

  beforeAll(async () => {
    const ids = Array.from({ length: 12 }, (_, i) => `c${i}`);
    await crest.save({ id: 'marker-person', email: 'marker-person@mail.example', firstName: 'Zanzibarella' });
    await crest.enroll(...ids, 'marker-person');
    await crest.advance('P10D');
    await crest.send('post', '/v1/events', {
      events: [...ids.slice(0, 5), 'marker-person'].map((contact) => ({
        ...{ eventId: `reply-${contact}`, type: 'replied', contact },
        occurredAt: '2026-01-12T08:00:00Z',
      })),
    });
    before = await reports();
  });

  afterAll(async () => {
    const kafka = new Kafka({ brokers: [...kafkaBrokers], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    await admin.deleteTopics({ topics: [`crest-${crest.installation.id}`] });
    await admin.disconnect();
  });

  test('a replay of the topic, twice, changes no byte of a report', async () => {
    expect(before).toContain('"replied"');
    for (let round = 0; round < 2; round++) {
      await through('/v1/event-log/replay', {});
      expect(await reports()).toBe(before);
    }
  });

  test('what ClickHouse lost comes back with a replay', async () => {
    await crest.clickhouse.command({ query: 'truncate table events' });
    await crest.clickhouse.command({ query: 'truncate table touch_facts' });
    expect(await reports()).not.toBe(before);
    await through('/v1/event-log/replay', {});
    expect(await reports()).toBe(before);
  });

  test.each(['log', 'events'])(
    'tables that are rebuilt from the %s give the same reports',
    async (source) => {
      await through('/v1/event-log/rebuild', { source });
      expect(await reports()).toBe(before);
    },
  );

  test('who is erased leaves the reports as they were, also after a replay of a topic that still has the key', async () => {
    expect((await crest.erase('marker-person')).status).toBe(200);
    await through('/v1/erasures/run', {});
    expect(await crest.get('/v1/erasures')).toMatchObject({ erasures: [{ state: 'done' }] });
    expect(await reports()).toBe(before);
    await through('/v1/event-log/replay', {});
    expect(await reports()).toBe(before);
  });
}
