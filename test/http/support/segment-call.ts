import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Sql } from '#storage';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: what is answered is looked at field by field, as supertest gives it.
  readonly body: any;
}

/** Makes calls as Segment's clients do, with a write key as the user name; every byte goes out as it is. */
export function segmentCalls(app: NestFastifyApplication, writeKey: string) {
  const authorization = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
  const post = async (
    path: string,
    body: string | Buffer | object,
    headers: Record<string, string> = {},
  ): Promise<Answer> => {
    const payload = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const all = { authorization, 'content-type': 'application/json', ...headers };
    const answer = await app.inject({ method: 'POST', url: path, headers: all, payload });
    return { status: answer.statusCode, headers: answer.headers, body: answer.json() };
  };
  return { post, batch: (...calls: object[]) => post('/v1/batch', { batch: calls }) };
}

/** The events that came in by calls, in the order in which they happened. */
export async function calledEvents(sql: Sql): Promise<Record<string, unknown>[]> {
  const rows = await sql<{ body: Record<string, unknown> }[]>`
    select body from event_log where body->>'source' = 'segment' order by body->>'occurredAt', part, pos`;
  return rows.map(({ body }) => body);
}
