import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll } from '@jest/globals';

/** A way to a server that can be shut, as if the server were away, and opened again. */
export interface TcpGate {
  /** The address of the server as it is reached through the gate. */
  readonly url: string;
  shut(): Promise<void>;
  open(): Promise<void>;
  /** Breaks what is connected, as a server that is killed (`reset`) or that ends its sessions (`close`); it stays open. */
  interrupt(how: 'reset' | 'close'): void;
}

/** Puts a gate in front of a server. Call it at the top of the file. */
export async function tcpGate(to: string): Promise<TcpGate> {
  const target = new URL(to);
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      // One side that breaks off breaks the other.
      one
        .on('error', () => other.destroy())
        .on('close', () => {
          sockets.delete(one);
          other.destroy();
        });
      one.pipe(other);
    }
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const shut = async () => {
    if (!server.listening) return;
    server.close();
    for (const socket of sockets) socket.destroy();
    await once(server, 'close');
  };
  const interrupt = (how: 'reset' | 'close') => {
    for (const socket of sockets) how === 'reset' ? socket.resetAndDestroy() : socket.end();
  };
  const port = await listen(0);
  afterAll(shut);
  const url = new URL(to);
  url.host = `127.0.0.1:${port}`;
  return { url: url.href, shut, open: async () => void (await listen(port)), interrupt };
}
