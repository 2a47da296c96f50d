import { Kafka, logLevel } from 'kafkajs';

/** Which topic of which cluster is the event log. */
export interface KafkaConfig {
  /** host:port of some brokers of the cluster; they name the others. */
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly partitions: number;
  /** Takes what kafkajs warns of, a line at a time. Whatever ends a call is an error there as well. */
  readonly onWarning?: (line: string) => void;
}

// Each lost connection is told by several layers of the client; those above them tell what came of it. And on its way
// to a first coordinator the client is told to wait, does so, and logs that as an error.
const LOW = new Set(['Connection', 'BrokerPool', 'Cluster']);
const WAITS = /coordinator is (loading|not available|not aware)|group is rebalancing/i;

/** The client of a cluster: quiet, with its warnings going to one function. Nothing is connected yet. */
export function connectKafka({ brokers, onWarning }: KafkaConfig): Kafka {
  return new Kafka({
    clientId: 'crest',
    brokers: [...brokers],
    // For about 5 s, then the call fails.
    retry: { initialRetryTime: 100, maxRetryTime: 2000, retries: 6 },
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ namespace, log }) => {
        const line = `kafka ${namespace}: ${log.message}${log.error ? ` (${log.error})` : ''}`;
        if (!LOW.has(namespace) && !WAITS.test(line)) onWarning?.(line);
      },
  });
}
