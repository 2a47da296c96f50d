import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { freePorts } from './free-ports.ts';
import { kafkaJars } from './kafka-jars.ts';
import { kafkaUnavailable } from './kafka-unavailable.ts';
import { serverProperties } from './server-properties.ts';

export interface RunningKafka {
  /** host:port, as KAFKA_BROKERS takes it. */
  readonly brokers: string;
  stop(): Promise<void>;
}

// Its standard input is the broker's lifeline: when it closes, because of stop() or because this process is gone
// (by SIGKILL too), the broker is ended and its folder removed. So no java is ever left over.
const KEEPER = `
exec 3<&0 </dev/null
folder=$1 jars=$2 cluster=$3
kafka() { exec java -cp "$jars/*" -XX:+UseSerialGC -Dorg.slf4j.simpleLogger.defaultLogLevel=error "$@"; }
if ( kafka -XX:TieredStopAtLevel=1 kafka.tools.StorageTool format --cluster-id="$cluster" -c "$folder/server.properties" ); then
  kafka -Xmx512m kafka.Kafka "$folder/server.properties" &
  broker=$!
  ( read -r _ <&3; kill -TERM $broker ) &
  lifeline=$!
  wait $broker
  kill $lifeline 2>&-
fi
rm -rf "$folder"`;

/** A real Apache Kafka, one node in KRaft mode, on free ports with a temporary folder: up in about 4 s, 250 MB. */
export async function startKafka(): Promise<RunningKafka> {
  const unavailable = kafkaUnavailable();
  if (unavailable) throw new Error(unavailable);
  const jars = await kafkaJars();
  const [port, controllerPort] = await freePorts();
  const folder = await mkdtemp(join(tmpdir(), 'crest-kafka-'));
  const properties = serverProperties(port, controllerPort, join(folder, 'data'));
  await writeFile(join(folder, 'server.properties'), properties);

  const cluster = randomBytes(16).toString('base64url');
  const keeper = spawn('sh', ['-c', KEEPER, 'keeper', folder, jars, cluster], {
    stdio: ['pipe', 'ignore', 'pipe'],
    // A process group of its own: Ctrl-C in the terminal reaches this process only.
    detached: true,
  });
  let said = '';
  keeper.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-4000);
  });
  const ended = new Promise<void>((resolve) => keeper.once('close', () => resolve()));
  const stop = () => {
    keeper.stdin.end();
    return ended;
  };

  const brokers = `127.0.0.1:${port}`;
  const fell = ended.then(() => Promise.reject(new Error(`Kafka did not start:\n${said}`)));
  try {
    await Promise.race([answering(brokers), fell]);
  } catch (problem) {
    await stop();
    throw problem;
  }
  return { brokers, stop };
}

/** Settles when the broker takes part in its cluster; rejects after about a minute. */
async function answering(broker: string): Promise<void> {
  const retry = { initialRetryTime: 100, maxRetryTime: 200, retries: 300 };
  const admin = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING, retry }).admin();
  await admin.connect();
  await admin.disconnect();
}
