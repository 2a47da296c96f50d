import { setTimeout as wait } from 'node:timers/promises';
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs';
import { logUnavailable } from '../event-log-error.ts';
import { Bell } from './bell.ts';
import type { KafkaConfig } from './connect-kafka.ts';
import { toRecord } from './kafka-message.ts';
import { RecordWindow } from './record-window.ts';

export interface GroupConfig extends KafkaConfig {
  /** Readers of one group share the partitions among them. */
  readonly group: string;
}

// A long poll ends after this time when no partition has news. A seek or a resume takes effect at the next one.
const POLL_MS = 100;
// How soon a member hears that another one came or went. (3 s, the default, made a rebalance last 4 to 9 s, this 1 to 2.)
const HEARTBEAT_MS = 500;
// A member that is gone without a word is missed after this time, and its partitions are given to others.
const SESSION_MS = 10_000;
// How long a group may take to let a member in.
const JOIN_MS = 30_000;
// Fetching of a partition stops when this much of it waits to be read, and goes on at half of it.
const WINDOW_BYTES = 4 * 1024 * 1024;

/**
 * A member of a consumer group whose partitions each fill a bounded window. kafkajs pushes batches from wherever the
 * group stands and has no manual assignment; the windows turn that into something one can look into and move.
 */
export class GroupConsumer {
  /** Rings when a window got records, when partitions came or went, and when the consumer failed. */
  readonly news = new Bell();
  readonly #config: GroupConfig;
  readonly #consumer: Consumer;
  readonly #windows = new Map<number, RecordWindow>();
  readonly #paused = new Set<number>();
  #failure: Error | undefined = new Error('it has not joined its group');
  /** Ends, and never rejects, when the last attempt to be in the group has come to something. */
  #attempt: Promise<void> | undefined;
  #left = false;

  constructor(kafka: Kafka, config: GroupConfig) {
    this.#config = config;
    this.#consumer = kafka.consumer({
      groupId: config.group,
      maxWaitTimeInMs: POLL_MS,
      heartbeatInterval: HEARTBEAT_MS,
      sessionTimeout: SESSION_MS,
      rebalanceTimeout: SESSION_MS,
      allowAutoTopicCreation: false,
      // Left to itself it starts again after some failures, even once closed, and stays silent after others.
      retry: { restartOnFailure: async () => false },
    });
    const { GROUP_JOIN, CRASH } = this.#consumer.events;
    this.#consumer.on(GROUP_JOIN, ({ payload }) =>
      this.#assign(payload.memberAssignment[config.topic] ?? []),
    );
    this.#consumer.on(CRASH, ({ payload }) => this.#fail(payload.error));
  }

  /** Settles when the group has given this member its partitions. */
  async join(): Promise<void> {
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topic: this.#config.topic, fromBeginning: true });
    const deadline = Date.now() + JOIN_MS;
    for (;;) {
      await this.#start();
      if (!this.#failure) return;
      // The first one to use a broker's groups is told that they are loading.
      const passing = 'retriable' in this.#failure && this.#failure.retriable === true;
      if (!passing || Date.now() > deadline) throw this.#failure;
      await wait(100);
    }
  }

  owned(): number[] {
    return [...this.#windows.keys()].sort((a, b) => a - b);
  }

  /**
   * The window on a partition; undefined when another member owns it. Throws when the consumer has failed, and has it
   * try again: a broker that was away for some seconds is one such failure.
   */
  window(part: number): RecordWindow | undefined {
    if (!this.#failure) return this.#windows.get(part);
    if (!this.#left) void this.#start();
    throw logUnavailable('The reader of the Kafka log has stopped', this.#failure);
  }

  /** Moves the window on a partition to `from`, of which the topic keeps what is at or after `kept`. */
  move(part: number, from: number, kept: number): void {
    const window = this.#windows.get(part);
    if (!window) return;
    window.moveTo(from);
    this.#seek(part, Math.max(from, kept));
    this.regulate(part);
  }

  /** Stops fetching into a window that is full, and goes on when it has room. */
  regulate(part: number): void {
    const topicPartitions = [{ topic: this.#config.topic, partitions: [part] }];
    const bytes = this.#windows.get(part)?.bytes ?? 0;
    if (bytes >= WINDOW_BYTES && !this.#paused.has(part)) {
      this.#paused.add(part);
      this.#consumer.pause(topicPartitions);
    } else if (bytes < WINDOW_BYTES / 2 && this.#paused.has(part)) {
      this.#paused.delete(part);
      this.#consumer.resume(topicPartitions);
    }
  }

  async commit(next: ReadonlyMap<number, number>): Promise<void> {
    const { topic } = this.#config;
    await this.#consumer.commitOffsets(
      [...next].map(([partition, offset]) => ({ topic, partition, offset: String(offset) })),
    );
  }

  async leave(): Promise<void> {
    this.#left = true;
    this.#fail(new Error('it was closed'));
    await this.#consumer.disconnect();
    // An attempt that is under way does not see that, and may yet succeed.
    if (!this.#attempt) return;
    await this.#attempt;
    await this.#consumer.disconnect();
  }

  #start(): Promise<void> {
    this.#attempt ??= this.#run()
      .catch((problem: Error) => this.#fail(problem))
      .finally(() => {
        this.#attempt = undefined;
      });
    return this.#attempt;
  }

  /** Settles when kafkajs has either joined the group or crashed. */
  async #run(): Promise<void> {
    await this.#consumer.connect();
    await this.#consumer.run({ autoCommit: false, eachBatch: async (payload) => this.#fill(payload) });
  }

  #fill({ batch, isStale }: EachBatchPayload): void {
    const window = this.#windows.get(batch.partition);
    // Stale: fetched before a seek that is about to happen.
    if (!window || isStale()) return;
    window.append(batch.messages.map((message) => toRecord(batch.partition, message)));
    this.regulate(batch.partition);
    this.news.ring();
  }

  // A rebalance puts every partition back to the group's offset: those that stay go on where their window ends.
  // kafkajs calls this after the assignment and before it fetches anything (proven by the rebalance test).
  #assign(parts: readonly number[]): void {
    this.#failure = undefined;
    for (const part of this.owned()) {
      if (parts.includes(part)) continue;
      this.#windows.delete(part);
      this.regulate(part);
    }
    for (const part of parts) {
      const window = this.#windows.get(part);
      if (window?.next !== undefined) this.#seek(part, window.next);
      if (!window) this.#windows.set(part, new RecordWindow());
    }
    this.news.ring();
  }

  #fail(error: Error): void {
    this.#failure = error;
    this.news.ring();
  }

  #seek(part: number, offset: number): void {
    this.#consumer.seek({ topic: this.#config.topic, partition: part, offset: String(offset) });
  }
}
