import { type Installation, openKafkaOuterLog, Relay, runRelay, type Sql } from '#storage';
import { PARTITIONS, topicOf } from './open-log.ts';

/** What carries the outbox to Kafka; without Kafka there is nothing to carry, as the table is the log. */
export interface Carrier {
  /** Carries what waits now. */
  drain(): Promise<void>;
  /** Goes on carrying until it is closed. */
  start(): void;
  close(): Promise<void>;
}

export async function openCarrier(
  sql: Sql,
  installation: Installation,
  brokers: readonly string[] | undefined,
  onWarning: (line: string) => void,
): Promise<Carrier> {
  if (!brokers) return { drain: async () => {}, start: () => {}, close: async () => {} };
  const outer = await openKafkaOuterLog({
    brokers,
    topic: topicOf(installation),
    partitions: PARTITIONS,
    onWarning,
  });
  const relay = new Relay(sql, outer);
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  return {
    async drain() {
      for (;;) {
        const outcome = await relay.runOnce();
        // Superseded: another process carries, and will not leave anything.
        if (outcome.kind === 'superseded' || outcome.events === 0) return;
      }
    },
    start() {
      running = runRelay(relay, {
        signal: stopping.signal,
        onProblem: (problem) => onWarning(`The relay to Kafka failed and tries again: ${String(problem)}`),
      });
    },
    async close() {
      stopping.abort();
      await running;
      await outer.close();
    },
  };
}
