import type { Admin } from 'kafkajs';
import { type EventLog, MAX_BYTES } from '../event-log.ts';
import { logBehindCursor, logUnavailable } from '../event-log-error.ts';
import type { KafkaConfig } from './connect-kafka.ts';
import { GroupMember } from './group-member.ts';
import { openTopic } from './open-topic.ts';
import { TopicReader } from './topic-reader.ts';

interface Bounds {
  readonly low: number;
  readonly head: number;
}

// What the topic holds and a fetch does not bring in this time will not come.
const ARRIVAL_MS = 30_000;
const WAIT_MS = 100;

export interface KafkaLogConfig extends KafkaConfig {
  /** Readers of one group share the partitions among them. Without a group this log owns none, and only tells bounds. */
  readonly group?: string;
}

/**
 * A Kafka topic as an event log. Where a reader stands is its own affair. The group decides who reads what, and its
 * offsets are advice only.
 */
export async function openKafkaEventLog(config: KafkaLogConfig): Promise<EventLog> {
  const { id, kafka, admin } = await openTopic(config);
  const group =
    config.group === undefined ? null : new GroupMember(kafka, { ...config, group: config.group });
  const reader = new TopicReader(admin, config.topic);
  const close = async () => {
    await group?.leave();
    reader.close();
    await admin.disconnect();
  };
  try {
    await group?.join();
  } catch (problem) {
    await close();
    throw logUnavailable(`The group "${config.group}" of Kafka could not be joined`, problem);
  }

  const readOnce = async (...stretch: Parameters<TopicReader['read']>) => {
    try {
      return await reader.read(...stretch);
    } catch (problem) {
      throw logUnavailable('Kafka does not give what the log holds', problem);
    }
  };

  return {
    id,
    partitions: config.partitions,
    owned: () => group?.owned() ?? [],
    heads: async () => (await fetchBounds(admin, config)).map(({ head }) => head),
    lows: async () => (await fetchBounds(admin, config)).map(({ low }) => low),
    async read(part, from, maxRows, maxBytes = MAX_BYTES) {
      const deadline = Date.now() + ARRIVAL_MS;
      let next = from;
      for (let waitMs = 0; Date.now() < deadline; ) {
        if (!group?.owns(part)) return [];
        const found = await readOnce({ part, from: next, maxRows, maxBytes }, waitMs);
        if (found.records.length > 0) return found.records;
        if (found.next === next) {
          const { low, head } = (await fetchBounds(admin, config))[part] ?? { low: 0, head: 0 };
          if (next > head) throw logBehindCursor(part, next, head);
          if (Math.max(next, low) >= head) return [];
          // It came a moment ago, or the log begins further on.
          next = Math.max(next, low);
          waitMs = WAIT_MS;
        }
        // What lies between are no messages.
        next = Math.max(next, found.next);
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
