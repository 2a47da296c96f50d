import type { Admin } from 'kafkajs';
import { type EventLog, MAX_BYTES } from '../event-log.ts';
import { logBehindCursor, logUnavailable } from '../event-log-error.ts';
import type { KafkaConfig } from './connect-kafka.ts';
import { GroupConsumer } from './group-consumer.ts';
import { openTopic } from './open-topic.ts';

interface Bounds {
  readonly low: number;
  readonly head: number;
}

// What the topic holds and a fetch does not bring in this time will not come.
const ARRIVAL_MS = 30_000;
const LOOK_AGAIN_MS = 1_000;

export interface KafkaLogConfig extends KafkaConfig {
  /** Readers of one group share the partitions among them. Without a group this log owns none, and only tells bounds. */
  readonly group?: string;
}

/**
 * A Kafka topic as an event log. Where a reader stands is its own affair: a read elsewhere than at the end of the last
 * one seeks. The group decides who reads what, and its offsets are advice only.
 */
export async function openKafkaEventLog(config: KafkaLogConfig): Promise<EventLog> {
  const { id, kafka, admin } = await openTopic(config);
  const group =
    config.group === undefined ? null : new GroupConsumer(kafka, { ...config, group: config.group });
  const close = async () => {
    await group?.leave();
    await admin.disconnect();
  };
  try {
    await group?.join();
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
    owned: () => group?.owned() ?? [],
    heads: async () => (await lookAgain()).map(({ head }) => head),
    lows: async () => (await lookAgain()).map(({ low }) => low),
    async read(part, from, maxRows, maxBytes = MAX_BYTES) {
      if (!group) return [];
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
    committed(next) {
      group?.commit(next).catch((problem: unknown) => {
        // Advice that comes too late, as in a rebalance, is worth a line and no more.
        config.onWarning?.(`kafka: offsets of the group "${config.group}" were not committed (${problem})`);
      });
    },
    close,
  };
}

async function fetchBounds(admin: Admin, { topic, partitions }: KafkaConfig): Promise<Bounds[]> {
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
