import { Logger } from '@nestjs/common';
import { type EventLog, openKafkaEventLog, openKafkaOuterLog, toMessage } from '#storage';
import { bareKafka } from './log/bare-kafka.ts';
import { benchTopics } from './log/bench-topic.ts';
import { carryAll, carryOutbox } from './log/carry-outbox.ts';
import { type FilledOutbox, filledOutbox } from './log/filled-outbox.ts';
import { LOAD, lagsUnderLoad } from './log/lag.ts';
import { type Contest, race, resultOf } from './race.ts';
import { against, type Bench, type BenchOptions, row } from './report.ts';

const ENROLLMENTS = 4_000;
const ROUNDS = 5;
const LAG_EVENTS = 40_000;
const MUST_REACH = 0.8;

/**
 * How fast does the outbox go to Kafka and come out again? Beside it kafkajs with the same messages in the same batches on
 * the same broker, made before the clock starts, and nothing else. Medians of rounds that alternate. Both readers have
 * joined their group before and go back to the beginning.
 */
export async function run({ progress }: BenchOptions): Promise<Bench> {
  const topics = await benchTopics();
  if ('unavailable' in topics) return { rows: [], leftOut: [`kafka: ${topics.unavailable}`] };
  const outbox = await filledOutbox(ENROLLMENTS);
  const closing: (() => Promise<unknown>)[] = [outbox.close, topics.close];
  try {
    const { sql, events } = outbox;
    const config = topics.topic();
    await carryOutbox(sql, config);
    const log = await openKafkaEventLog({ ...config, group: config.topic });
    closing.push(() => log.close());
    const bare = await bareKafka(topics.kafka, config);
    closing.push(() => bare.close());
    const messages = events.map((event, pos) => toMessage({ ...event, pos }));
    progress(`${events.length} events in the outbox and in the topic`);

    const rate = async (work: () => Promise<unknown>) => {
      const started = performance.now();
      await work();
      return (events.length / (performance.now() - started)) * 1000;
    };
    const intoNewTopic = async (work: (to: { topic: string; outer: Outer }) => Promise<number>) => {
      const to = topics.topic();
      const outer = await openKafkaOuterLog(to);
      const measured = await work({ topic: to.topic, outer });
      await outer.close();
      return measured;
    };
    const contestants = new Map<string, Contest>([
      ['kafkajs sends', () => intoNewTopic((to) => rate(() => bare.produce(to.topic, messages)))],
      ['relay', () => intoNewTopic(({ outer }) => rate(() => carryAll(sql, outer)))],
      ['kafkajs receives', () => rate(() => bare.consume(events.length))],
      ['read', () => rate(() => readAll(log, events.length))],
    ]);
    for (const contest of contestants.values()) await contest();
    const results = await race(contestants, { rounds: ROUNDS, unit: 'events/s', progress });
    const of = (name: string) => resultOf(results, name);
    const both = (first: string, second: string) => 1 / (1 / of(first) + 1 / of(second));
    return {
      rows: [
        against('from the outbox to Kafka', of('relay'), 'events/s', 'kafkajs sends', of('kafkajs sends')),
        against(
          'reading the log in Kafka',
          of('read'),
          'events/s',
          'kafkajs receives',
          of('kafkajs receives'),
        ),
        against(
          `both, one after the other (at least × ${MUST_REACH})`,
          both('relay', 'read'),
          'events/s',
          'kafkajs sends and receives',
          both('kafkajs sends', 'kafkajs receives'),
        ),
        ...(await lagRows(outbox, topics.topic(), progress)),
      ],
    };
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

type Outer = Awaited<ReturnType<typeof openKafkaOuterLog>>;

async function readAll(log: EventLog, count: number): Promise<void> {
  const read = await Promise.all(
    log.owned().map(async (part) => {
      let next = 0;
      for (;;) {
        const records = await log.read(part, next, 1250);
        const last = records.at(-1);
        if (last === undefined) return next;
        next = last.pos + 1;
      }
    }),
  );
  const total = read.reduce((sum, records) => sum + records, 0);
  if (total !== count) throw new Error(`${total} of ${count} events were read`);
}

async function lagRows(
  { sql, folder, events }: FilledOutbox,
  config: Parameters<typeof lagsUnderLoad>[1],
  progress: (line: string) => void,
) {
  const perSecond = (LOAD.events * 1000) / LOAD.everyMs;
  progress(`lag while ${perSecond} events a second come in`);
  Logger.overrideLogger(['error']);
  const lags = await lagsUnderLoad({ sql, folder, events: events.slice(0, LAG_EVENTS) }, config);
  const at = (share: number) => lags[Math.ceil(lags.length * share) - 1] ?? Number.NaN;
  const what = `from its commit until ClickHouse shows it, ${perSecond} events a second`;
  return [row(`${what}, median`, at(0.5), 'ms'), row(`${what}, p99`, at(0.99), 'ms')];
}
