import { setTimeout as wait } from 'node:timers/promises';
import type { Consumer, Kafka } from 'kafkajs';
import { logUnavailable } from '../event-log-error.ts';
import type { KafkaConfig } from './connect-kafka.ts';

export interface GroupConfig extends KafkaConfig {
  /** Readers of one group share the partitions among them. */
  readonly group: string;
}

// How often kafkajs, which is to fetch nothing, sees whether it has something to do, such as a heartbeat.
const POLL_MS = 100;
// How soon a member hears that another one came or went. (3 s, the default, made a rebalance last 4 to 9 s, this 1 to 2.)
const HEARTBEAT_MS = 500;
// A member that is gone without a word is missed after this time, and its partitions are given to others.
const SESSION_MS = 10_000;
// How long a group may take to let a member in.
const JOIN_MS = 30_000;
/**
 * A member of a consumer group, for the sake of its partitions and the group's offsets. It fetches nothing: kafkajs pushes
 * batches from wherever the group stands and has no manual assignment (see TopicReader).
 */
export class GroupMember {
  readonly #config: GroupConfig;
  readonly #consumer: Consumer;
  #owned: readonly number[] = [];
  #failure: Error | undefined = new Error('it has not joined its group');
  /** Ends, and never rejects, when the last attempt to be in the group has come to something. */
  #attempt: Promise<void> | undefined;
  #left = false;

  constructor(kafka: Pick<Kafka, 'consumer'>, config: GroupConfig) {
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

  /** Ascending. */
  owned(): readonly number[] {
    return this.#owned;
  }

  /**
   * Is a partition this member's? Throws when it has failed, and has it try again: a broker that was away for some
   * seconds is one such failure.
   */
  owns(part: number): boolean {
    if (!this.#failure) return this.#owned.includes(part);
    if (!this.#left) void this.#start();
    throw logUnavailable('The reader of the Kafka log has stopped', this.#failure);
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
    await this.#consumer.run({ autoCommit: false, eachBatch: async () => undefined });
  }

  // kafkajs calls this after the assignment and before it would fetch anything.
  #assign(parts: readonly number[]): void {
    this.#failure = undefined;
    this.#owned = [...parts].sort((a, b) => a - b);
    this.#consumer.pause([{ topic: this.#config.topic }]);
  }

  #fail(error: Error): void {
    this.#failure = error;
  }
}
