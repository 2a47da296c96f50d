import type { Admin } from 'kafkajs';
import { type BrokerAddress, BrokerConnection } from './broker-connection.ts';
import { FETCH, fetchRequest, readFetchResponse } from './fetch-api.ts';
import type { Found } from './record-batches.ts';

/** Which records of a partition are wanted, see EventLog.read. */
export interface Stretch {
  readonly part: number;
  readonly from: number;
  readonly maxRows: number;
  readonly maxBytes: number;
}

/** Tells who leads what. */
type Directory = Pick<Admin, 'describeCluster' | 'fetchTopicMetadata'>;

/** A broker that leads partitions. Asking for the connection opens it. */
interface Leader {
  readonly connection: () => Promise<BrokerConnection>;
  readonly close: () => void;
}

// A call brings no more than this, unless a single batch of messages is longer.
const MOST_BYTES = 4 * 1024 * 1024;
const LEAST_BYTES = 256 * 1024;
/** What is asked for beyond what so many rows have taken so far. */
const SPARE = 1.2;

/**
 * Reads a topic by offset from whoever leads the partition, and remembers no place: the consumer of kafkajs goes on by
 * itself from where its group stands.
 */
export class TopicReader {
  readonly #admin: Directory;
  readonly #topic: string;
  #leaders: Promise<ReadonlyMap<number, Leader>> | undefined;
  #bytesOfOne = 1024;
  #closed = false;

  constructor(admin: Directory, topic: string) {
    this.#admin = admin;
    this.#topic = topic;
  }

  /** What stands at an offset and after, as far as one call reaches; the broker waits so long where there is nothing. */
  async read(stretch: Stretch, waitMs: number): Promise<Found> {
    const leaders = this.#leaders ?? this.#findLeaders();
    try {
      return await this.#ask(await leaders, stretch, waitMs);
    } catch {
      // Another broker leads by now, or this one has hung up, as brokers do after some minutes without a word.
      if (this.#leaders === leaders) this.#forget();
      return this.#ask(await (this.#leaders ?? this.#findLeaders()), stretch, waitMs);
    }
  }

  close(): void {
    this.#closed = true;
    this.#forget();
  }

  async #ask(
    leaders: ReadonlyMap<number, Leader>,
    { maxBytes, ...stretch }: Stretch,
    waitMs: number,
  ): Promise<Found> {
    const leader = leaders.get(stretch.part);
    if (!leader) throw new Error(`no broker leads partition ${stretch.part}`);
    const wanted = { ...stretch, bytesLeft: maxBytes };
    const likely = Math.ceil(SPARE * Math.min(stretch.maxRows * this.#bytesOfOne, maxBytes));
    const bytes = Math.min(Math.max(likely, LEAST_BYTES), MOST_BYTES);
    const connection = await leader.connection();
    const found = await connection.ask({
      api: FETCH,
      body: fetchRequest(wanted, { topic: this.#topic, maxBytes: bytes, waitMs }),
      read: (answer) => readFetchResponse(answer, wanted),
    });
    this.#bytesOfOne = found.bytesOfOne ?? this.#bytesOfOne;
    return found;
  }

  #findLeaders(): Promise<ReadonlyMap<number, Leader>> {
    if (this.#closed) throw new Error('it was closed');
    this.#leaders = findLeaders(this.#admin, this.#topic);
    return this.#leaders;
  }

  #forget(): void {
    this.#leaders?.then(
      (leaders) => {
        for (const leader of leaders.values()) leader.close();
      },
      () => {
        // Whoever asked for them was told.
      },
    );
    this.#leaders = undefined;
  }
}

async function findLeaders(admin: Directory, topic: string): Promise<ReadonlyMap<number, Leader>> {
  const [{ brokers }, { topics }] = await Promise.all([
    admin.describeCluster(),
    admin.fetchTopicMetadata({ topics: [topic] }),
  ]);
  const byNode = new Map(brokers.map(({ nodeId, host, port }) => [nodeId, leaderAt({ host, port })]));
  const partitions = topics.flatMap((found) => found.partitions);
  return new Map(
    partitions.flatMap(({ partitionId, leader }) => {
      const found = byNode.get(leader);
      return found ? [[partitionId, found] as const] : [];
    }),
  );
}

function leaderAt(address: BrokerAddress): Leader {
  let opening: Promise<BrokerConnection> | undefined;
  return {
    connection: () => {
      opening ??= BrokerConnection.open(address);
      return opening;
    },
    close: () => {
      opening?.then(
        (connection) => connection.close(),
        () => {
          // It never opened, as whoever asked was told.
        },
      );
    },
  };
}
