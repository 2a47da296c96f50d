import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** Two ports of the loopback that nobody listens on. They are held at the same time, so they differ. */
export async function freePorts(): Promise<[number, number]> {
  const first = createServer().listen(0, '127.0.0.1');
  const second = createServer().listen(0, '127.0.0.1');
  await Promise.all([once(first, 'listening'), once(second, 'listening')]);
  // A TCP server that listens has an AddressInfo; the other forms are those of pipes and closed servers.
  const ports: [number, number] = [
    (first.address() as AddressInfo).port,
    (second.address() as AddressInfo).port,
  ];
  first.close();
  second.close();
  await Promise.all([once(first, 'close'), once(second, 'close')]);
  return ports;
}
