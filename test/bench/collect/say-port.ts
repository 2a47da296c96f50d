import type { AddressInfo } from 'node:net';

/** Tells the process that started this one where it listens. */
export function sayPort(address: string | AddressInfo | null): void {
  if (address === null || typeof address === 'string') throw new Error('a TCP server has an address');
  process.stdout.write(`${address.port}\n`);
}
