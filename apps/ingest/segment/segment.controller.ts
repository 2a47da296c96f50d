import { randomUUID } from 'node:crypto';
import { applyDecorators, Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { DomainError } from '#engine';
import { countCalls, type Door, type Sender } from '#intake';
import { type Engine, takeCalls } from '#runtime';
import { readClock } from '#storage';
import type { Caller } from '../access/caller.ts';
import { hasScope, readKey, refuse, requireScope } from '../access/caller-of-key.ts';
import { KnownKeys } from '../access/known-keys.ts';
import { Needs } from '../access/needs.ts';
import { readJson } from '../json-body.ts';
import { toJsonSchema } from '../open-api/json-schema.ts';
import { ENGINE, timeOf } from '../provided.ts';
import { bytesOf, RawBody, typeOf } from '../raw-body/raw-body.ts';
import { writeKeyIn } from './body-key.ts';
import { batchSchema, callSchema, takenSchema } from './call-schemas.ts';
import { inflated } from './inflate.ts';
import { Pressure, type Wait } from './pressure.ts';

/** As Segment takes them, compressed or not. */
const MOST_BYTES = 500 * 1024;

/** A call of one type, or a batch of any; what is not the body is alike for all. */
const Takes = (door: Door, summary: string) =>
  applyDecorators(
    Post(door),
    HttpCode(200),
    RawBody(MOST_BYTES),
    ApiOperation({ summary, description: DESCRIPTION }),
    ApiBody({ schema: toJsonSchema(door === 'batch' ? batchSchema : callSchema, 'input') }),
    ApiOkResponse({ standardSchema: takenSchema }),
  );

const DESCRIPTION =
  'As Segment’s tracking API. The key is the user name of Basic, a bearer token, or the writeKey in the body. The body is ' +
  'JSON of whatever Content-Type, as it is or in gzip, deflate or br. 200 means that all that was accepted is stored; ' +
  'each call of a batch is taken or refused on its own, and a messageId counts once. 429 and 503 say in Retry-After when ' +
  'to send it again.';

/** The door for clients of Segment's tracking API. Its own, since a key may stand in a body of whatever type. */
@ApiTags('events')
@Needs('nothing')
@Controller('v1')
export class SegmentController {
  constructor(
    @Inject(ENGINE) private readonly engine: Pick<Engine, 'sql' | 'versions'>,
    @Inject(Pressure) private readonly pressure: Pressure,
    @Inject(KnownKeys) private readonly keys: KnownKeys,
  ) {}

  @Takes('track', 'Segment: something that a contact did')
  track(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.take('track', request, reply);
  }

  @Takes('identify', 'Segment: what is known of a contact')
  identify(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.take('identify', request, reply);
  }

  @Takes('page', 'Segment: a page that a contact saw')
  page(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.take('page', request, reply);
  }

  @Takes('screen', 'Segment: a screen that a contact saw')
  screen(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.take('screen', request, reply);
  }

  @Takes('group', 'Segment: the account that a contact belongs to')
  group(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.take('group', request, reply);
  }

  @Takes('alias', 'Segment: two ids are one contact')
  alias(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.take('alias', request, reply);
  }

  @Takes('batch', 'Segment: up to 2,500 calls of any type')
  batch(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    return this.take('batch', request, reply);
  }

  private async take(
    door: Door,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<z.infer<typeof takenSchema>> {
    const named = readKey(request.headers.authorization);
    const known = named === null ? null : await this.keys.callerOf(named);
    const bytes = await inflated(bytesOf(request), request.headers['content-encoding'], MOST_BYTES);
    const body = readJson(typeOf(request), bytes);
    const caller = known ?? (await this.keys.callerOf(writeKeyIn(body) ?? noKey()));
    const sender = senderOf(caller);
    const wait = await this.pressure.waitFor(caller.name, countCalls(body, door), Date.now());
    if (wait) {
      void reply.header('retry-after', String(wait.seconds));
      throw tooMuch(wait);
    }
    const now = timeOf(await readClock(this.engine.sql));
    const { workspaceId } = caller;
    const taken = await takeCalls(this.engine, { workspaceId, body, door, sender, now, makeId: randomUUID });
    const tooLarge =
      door === 'batch' ? undefined : taken.rejected.find(({ code }) => code === 'call-too-large');
    if (tooLarge) throw new DomainError({ ...tooLarge, code: 'call-too-large' });
    const { accepted, duplicates, rejected, remarks } = taken;
    return { success: true, accepted, duplicates, rejected: [...rejected], remarks: [...remarks] };
  }
}

/** A key that may send whatever there is stays on servers; one that may only do as a page does is read by everybody. */
function senderOf(caller: Caller): Sender {
  if (!hasScope(caller, 'ingest') && hasScope(caller, 'page')) return 'page';
  requireScope(caller, 'ingest');
  return 'server';
}

function noKey(): never {
  throw refuse('key-missing', 'There is no key in this call, and no writeKey in its body.');
}

function tooMuch({ reason, seconds }: Wait): DomainError {
  return new DomainError({
    code: 'too-many-calls',
    detail:
      reason === 'rate'
        ? 'This key sends more than it may.'
        : 'More has come in than could be worked off; what is logged goes first.',
    fix: `Send it again after ${seconds} s.`,
  });
}
