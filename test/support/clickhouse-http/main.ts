// A ClickHouse server for the tests: main.js FOLDER PORT USER PASSWORD. It says where it listens, and serves until it
// is ended. Not for anything else: one engine, no limits, no access control beyond one login.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openChdb } from './chdb-engine.ts';
import { serveClickHouse } from './serve.ts';

const [folder = '', port = '0', user = 'default', password = ''] = process.argv.slice(2);
const engine = await openChdb(folder);
// A query stands in the address together with its parameters; ClickHouse takes 1 MB of it, Node 16 KB.
const server = createServer({ maxHeaderSize: 1024 * 1024 }, serveClickHouse(engine, { user, password }));
server.listen(Number(port), '127.0.0.1', () => {
  const { port: open } = server.address() as AddressInfo;
  console.log(`http://127.0.0.1:${open}`);
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    server.close(() => {
      engine.close();
      process.exit(0);
    });
    server.closeIdleConnections();
  });
}
