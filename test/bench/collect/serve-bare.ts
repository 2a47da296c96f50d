import Fastify from 'fastify';

/** A bare Fastify that parses the same JSON and does nothing else. */
const server = Fastify({ bodyLimit: 5 * 1024 * 1024 });
server.post<{ Body: { events: readonly unknown[] } }>('/v1/events', async (request) => ({
  accepted: request.body.events.length,
  duplicates: 0,
  rejected: [],
}));
process.stderr.write(`Listening on ${await server.listen({ port: 0, host: '127.0.0.1' })}\n`);
