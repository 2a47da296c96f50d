import { afterAll, expect, test } from '@jest/globals';
import { openKafkaEventLog, openKafkaOuterLog, Relay } from '#storage';
import { describeWithKafka } from '../support/kafka/describe-with-kafka.ts';
import { testTopic } from '../support/kafka/test-topic.ts';
import { testDemo } from '../support/play-demo.ts';

// Long enough for every step but the last to have read-outs of its own, short enough to be played three times.
const DAYS = 24;
const closing: (() => Promise<unknown>)[] = [];

afterAll(async () => {
  for (const close of closing) await close();
});

let once: Promise<string> | undefined;

/** The read-outs of the first days, played in one go in embedded mode. */
function inOneGo(): Promise<string> {
  once ??= testDemo(DAYS).then((demo) => {
    closing.push(demo.close);
    return demo.readOuts();
  });
  return once;
}

test('two fresh sandboxes give the same bytes, and one that was stopped on its way too', async () => {
  const demo = await testDemo(9);
  closing.push(demo.close);
  // A day in pieces is the same day.
  for (let hour = 3; hour <= 24; hour += 3) await demo.playTo(9 + hour / 24);
  await demo.playTo(17);
  await demo.playTo(DAYS);
  const readOuts = await demo.readOuts();
  expect(readOuts).toContain('"verdict"');
  expect(readOuts).toBe(await inOneGo());
}, 600_000);

await describeWithKafka('Scaled out', (brokers) => {
  test('a sequence run over Kafka gives the same report as the embedded mode, byte for byte', async () => {
    const topic = await testTopic(brokers);
    const demo = await testDemo(DAYS, async (sql, id) => {
      const outer = await openKafkaOuterLog(topic.config);
      closing.push(() => outer.close());
      const relay = new Relay(sql, outer);
      const carry = async () => {
        for (;;) {
          const outcome = await relay.runOnce();
          if (outcome.kind === 'superseded') throw new Error('there is one relay, and it was superseded');
          if (outcome.events === 0) return;
        }
      };
      return { log: await openKafkaEventLog({ ...topic.config, group: `sink-${id}` }), carry };
    });
    closing.push(demo.close, () => topic.drop());
    expect(await demo.readOuts()).toBe(await inOneGo());
  }, 600_000);
});
