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

// On its way to a first coordinator the client is told to wait, does so, and logs that as an error.
const PATIENCE = /coordinator is (loading|not available)|coordinator is not aware|group is rebalancing/i;

/** The client of a cluster: quiet, with its warnings going to one function. Nothing is connected yet. */
export function connectKafka({ brokers, onWarning }: KafkaConfig): Kafka {
  return new Kafka({
    clientId: 'crest',
    brokers: [...brokers],
    logLevel: logLevel.WARN,
    logCreator: () => (entry) => {
      const { message, error } = entry.log;
      const line = `kafka ${entry.namespace}: ${message}${error ? ` (${error})` : ''}`;
      if (!PATIENCE.test(line)) onWarning?.(line);
    },
    retry: { initialRetryTime: 100, maxRetryTime: 3000, retries: 6 },
  });
}
