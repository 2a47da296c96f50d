import { kafkaUnavailable } from './kafka-unavailable.ts';

/** The address of the run's Kafka provider, see provideKafka(). */
export const PROVIDER = 'CREST_TEST_KAFKA';

/**
 * The brokers that tests use: those of KAFKA_BROKERS, else the one Kafka of this run, started now if it is the first
 * time. `unavailable` says why there is none on this machine: skip by that name. A Kafka that could run and does not
 * start is a failure.
 */
export async function testKafka(): Promise<{ brokers: string } | { unavailable: string }> {
  const given = process.env.KAFKA_BROKERS;
  if (given) return { brokers: given };
  const unavailable = kafkaUnavailable();
  if (unavailable) return { unavailable };
  const provider = process.env[PROVIDER];
  if (!provider) throw new Error("No Kafka in this run: jest's globalSetup did not call provideKafka()");
  const answer = await fetch(provider);
  if (!answer.ok) throw new Error(await answer.text());
  return { brokers: await answer.text() };
}
