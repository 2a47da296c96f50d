import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { jarsFolder } from './kafka-jars.ts';

const LEAST_JAVA = 17;

/** Why no Kafka can be started on this machine, or null when one can. */
export function kafkaUnavailable(): string | null {
  if (process.platform === 'win32') return 'Kafka is started through a POSIX shell; set KAFKA_BROKERS';
  const java = spawnSync('java', ['-version'], { encoding: 'utf8' });
  if (java.error) return `Java ${LEAST_JAVA} is needed, and "java" was not found`;
  const version = Number(/version "(\d+)/.exec(java.stderr)?.[1]);
  if (!(version >= LEAST_JAVA)) return `Java ${LEAST_JAVA} is needed, "java" is ${version || 'unknown'}`;
  if (existsSync(jarsFolder())) return null;
  if (spawnSync('mvn', ['-version']).error) return 'Maven is needed to fetch Kafka, and "mvn" was not found';
  return null;
}
