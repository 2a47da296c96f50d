import { Body, Controller, Headers, HttpStatus, Inject, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { type Collected, collect, type Engine, eventSchema, eventsSchema } from '#runtime';
import { type Installation, readClock } from '#storage';
import { CalledBy, type Caller } from '../access/caller.ts';
import { Needs } from '../access/needs.ts';
import { IDEMPOTENCY_KEY, Repeatable } from '../idempotency/repeatable.ts';
import { describedAs } from '../open-api/json-schema.ts';
import { ENGINE, INSTALLATION, timeOf } from '../provided.ts';
import { ActLoop } from './act-loop.ts';
import { PREFER, prefersAsync, RESPOND_ASYNC } from './prefer.ts';

// Each event is checked on its own, so that a bad one is refused alone; the document still says what one looks like.
const batch = eventsSchema.extend({ events: z.array(describedAs(eventSchema)).max(1000) });

const collected = z.object({
  accepted: z.int(),
  duplicates: z.int(),
  rejected: z.array(z.object({ index: z.int(), code: z.string(), detail: z.string(), fix: z.string() })),
});

/** The door for events from outside. Each event of a batch is taken or refused on its own. */
@ApiTags('events')
@Controller('v1/events')
export class CollectController {
  constructor(
    @Inject(ENGINE) private readonly engine: Pick<Engine, 'sql' | 'versions'>,
    @Inject(INSTALLATION) private readonly installation: Installation,
    @Inject(ActLoop) private readonly acting: ActLoop,
  ) {}

  @Post()
  @Repeatable()
  @Needs('ingest')
  @ApiOperation({ summary: 'Send events: replies, opens, clicks, conversions, unsubscribes, bounces' })
  @ApiHeader({
    name: PREFER,
    required: false,
    description: `${RESPOND_ASYNC}: answer 202 once the events are stored, and let them act after that (docs/events.md)`,
    schema: { type: 'string' },
  })
  @ApiOkResponse({ description: 'Stored, and has acted', standardSchema: collected })
  @ApiAcceptedResponse({ description: 'Stored, and will act', standardSchema: collected })
  async collect(
    @CalledBy() caller: Caller,
    @Body({ schema: batch }) { events }: z.infer<typeof batch>,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Headers(IDEMPOTENCY_KEY) idempotencyKey?: string,
    @Headers(PREFER) prefer?: string,
  ): Promise<Collected> {
    const delivery = {
      workspaceId: caller.workspaceId,
      source: 'api',
      events,
      ...(idempotencyKey !== undefined && { idempotencyKey }),
      // Only the clock of a sandbox is asked for: it is moved by hand.
      now: this.installation.mode === 'live' ? Date.now() : timeOf(await readClock(this.engine.sql)),
    };
    if (!prefersAsync(prefer)) return collect(this.engine, delivery);
    const collected = await this.acting.take(delivery);
    void reply.status(HttpStatus.ACCEPTED).header('preference-applied', RESPOND_ASYNC);
    return collected;
  }
}
