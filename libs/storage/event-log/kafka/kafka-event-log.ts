import type { Admin } from 'kafkajs';
import { type EventLog, MAX_BYTES } from '../event-log.ts';
import { logBehindCursor, logUnavailable } from '../event-log-error.ts';
import { type GroupConfig, GroupConsumer } from './group-consumer.ts';
import { openTopic } from './open-topic.ts';

interface Bounds {
  readonly low: number;
  readonly head: number;
}

// What the topic holds and a fetch does not bring in this time will not come.
const ARRIVAL_MS = 30_000;
const LOOK_AGAIN_MS = 1_000;

/**
 * A Kafka topic as an event log. Where a reader stands is its own affair: a read elsewhere than at the end of the last
 * one seeks. The group decides who reads what, and its offsets are advice only.
 */
export async function openKafkaEventLog(config: GroupConfig): Promise<EventLog> {
  const { id, kafka, admin } = await openTopic(config);
  const group = new GroupConsumer(kafka, config);
  const close = async () => {
    await group.leave();
    await admin.disconnect();
  };
  try {
    await group.join();
  } catch (problem) {
    await close();
    throw logUnavailable(`The group "${config.group}" of Kafka could not be joined`, problem);
  }

  let known: readonly Bounds[] = [];
  const lookAgain = async () => {
    known = await fetchBounds(admin, config);
    return known;
  };
  /** What a partition holds, as last known if that is enough to say that something stands at `from`. */
  const boundsFor = async (part: number, from: number): Promise<Bounds> => {
    const bounds = known[part] ?? { low: 0, head: 0 };
    if (from < bounds.head) return bounds;
    const fresh = (await lookAgain())[part];
    if (!fresh || from > fresh.head) throw logBehindCursor(part, from, fresh?.head);
    return fresh;
  };

  return {
    id,
    partitions: config.partitions,
    owned: () => group.owned(),
    heads: async () => (await lookAgain()).map(({ head }) => head),
    lows: async () => (await lookAgain()).map(({ low }) => low),
    async read(part, from, maxRows, maxBytes = MAX_BYTES) {
      const deadline = Date.now() + ARRIVAL_MS;
      while (Date.now() < deadline) {
        const { rings } = group.news;
        const window = group.window(part);
        if (!window) return [];
        if (!window.passTo(from)) {
          await lookAgain();
          group.move(part, from, (await boundsFor(part, from)).low);
        }
        group.regulate(part);
        const records = window.peek(maxRows, maxBytes);
        if (records.length > 0) return records;
        const { low, head } = await boundsFor(part, from);
        if (Math.max(from, low) >= head) return [];
        if (!(await group.news.after(rings, LOOK_AGAIN_MS))) await lookAgain();
      }
      throw logUnavailable(`Kafka holds records of partition ${part} from ${from} on and does not send them`);
    },
    async committed(part, next) {
      try {
        await group.commit(part, next);
      } catch (problem) {
        // Advice that comes too late, as in a rebalance, is worth a line and no more.
        config.onWarning?.(`kafka: offset ${next} of partition ${part} was not committed (${problem})`);
      }
    },
    close,
  };
}

async function fetchBounds(admin: Admin, { topic, partitions }: GroupConfig): Promise<Bounds[]> {
  const bounds = Array.from({ length: partitions }, () => ({ low: 0, head: 0 }));
  try {
    for (const { partition, low, high } of await admin.fetchTopicOffsets(topic)) {
      bounds[partition] = { low: Number(low), head: Number(high) };
    }
  } catch (problem) {
    throw logUnavailable('Kafka does not answer', problem);
  }
  return bounds;
}
