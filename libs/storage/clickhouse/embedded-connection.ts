import type { Readable } from 'node:stream';
import { type Connection, createChdbConnection } from 'chdb/connection';

export function embeddedConnection(config: {
  path: string;
  database?: string;
  settings: object;
}): Connection<Readable> {
  return createChdbConnection({ path: config.path });
}
