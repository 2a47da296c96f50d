import { lane } from '../lane.ts';
import type { Sql } from './open-postgres.ts';

/** A client with one connection, for one transaction at a time. */
export interface TransactionConnection {
  readonly sql: Sql;
  /** Set for good when the connection closes, whoever closed it. */
  lost: boolean;
  /** Called at that very moment, before anything that waits on the connection goes on. */
  onLost: () => void;
}

export interface TransactionConnections {
  /** Runs `work` with a connection that nobody else uses; four at a time, more wait their turn. */
  use<T>(work: (connection: TransactionConnection) => Promise<T>): Promise<T>;
  end(options?: { timeout?: number }): Promise<void>;
}

/** Keeps connections apart for transactions: an intact one serves again, a lost one never. */
export function keepTransactionConnections(connect: (onclose: () => void) => Sql): TransactionConnections {
  const queue = lane(4);
  const idle: TransactionConnection[] = [];

  function open(): TransactionConnection {
    const connection: TransactionConnection = {
      lost: false,
      onLost: () => {},
      sql: connect(() => {
        connection.lost = true;
        connection.onLost();
      }),
    };
    return connection;
  }

  function takeIdle(): TransactionConnection | undefined {
    const connection = idle.pop();
    return connection?.lost ? takeIdle() : connection;
  }

  return {
    use: (work) =>
      queue(async () => {
        const connection = takeIdle() ?? open();
        try {
          return await work(connection);
        } finally {
          connection.onLost = () => {};
          if (connection.lost) await connection.sql.end({ timeout: 0 });
          else idle.push(connection);
        }
      }),
    async end(options) {
      await Promise.all(idle.splice(0).map(({ sql }) => sql.end(options)));
    },
  };
}
