import { describe, test } from '@jest/globals';
import { testKafka } from './test-kafka.ts';

/** Declares tests on a real Kafka, or one skipped test that says why there is none. */
export async function describeWithKafka(
  name: string,
  declare: (brokers: readonly string[]) => void,
): Promise<void> {
  const kafka = await testKafka();
  if ('unavailable' in kafka) test.skip(`${name} (no Kafka: ${kafka.unavailable})`, () => undefined);
  else describe(name, () => declare(kafka.brokers.split(',')));
}
