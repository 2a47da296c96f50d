import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import { expect, test } from '@jest/globals';
import { runLong } from './run-long.ts';

test('a statement that takes longer than a silent server is waited for is waited for', async () => {
  // A server that works for twice as long, and says so in its headers where it is asked to.
  const server = createServer(({ url }, { socket }) => {
    const asked = new URL(url ?? '/', 'http://server').searchParams;
    if (asked.get('send_progress_in_http_headers') !== '1' || socket === null) return;
    socket.write('HTTP/1.1 200 OK\r\n');
    let left = 40;
    const working = setInterval(() => {
      if (left-- > 0) socket.write('X-ClickHouse-Progress: {}\r\n');
      else socket.end('Content-Length: 0\r\nConnection: close\r\n\r\n', () => clearInterval(working));
    }, 50);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = createClient({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    // Twenty times what the server is silent for: this process, too, may have to wait for its turn.
    request_timeout: 1_000,
    log: { level: ClickHouseLogLevel.OFF },
  });
  await expect(client.command({ query: 'optimize table events' })).rejects.toThrow('Timeout');
  await runLong(client, 'optimize table events');
  await client.close();
  server.closeAllConnections();
  server.close();
});
