import Fastify from 'fastify';
import { sayPort } from './say-port.ts';

/** A bare Fastify that parses the same JSON and does nothing else. */
const server = Fastify({ bodyLimit: 5 * 1024 * 1024 });
server.post<{ Body: { events: readonly unknown[] } }>('/v1/events', async (request) => ({
  accepted: request.body.events.length,
  duplicates: 0,
  rejected: [],
}));
await server.listen({ port: 0, host: '127.0.0.1' });
sayPort(server.server.address());
