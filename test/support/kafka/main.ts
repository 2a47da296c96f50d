import { startKafka } from './start-kafka.ts';

try {
  const kafka = await startKafka();
  console.log(`KAFKA_BROKERS=${kafka.brokers}`);
  console.error('Ctrl-C stops it; its data goes with it.');
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void kafka.stop());
} catch (problem) {
  console.error(problem instanceof Error ? problem.message : problem);
  process.exitCode = 1;
}
