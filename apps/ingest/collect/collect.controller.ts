import { Body, Controller, Headers, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { type Collected, collect, type Engine, eventSchema, eventsSchema } from '#runtime';
import { type Installation, readClock } from '#storage';
import { CalledBy, type Caller } from '../access/caller.ts';
import { Needs } from '../access/needs.ts';
import { IDEMPOTENCY_KEY, Repeatable } from '../idempotency/repeatable.ts';
import { describedAs } from '../open-api/json-schema.ts';
import { ENGINE, INSTALLATION, timeOf } from '../provided.ts';

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
  ) {}

  @Post()
  @Repeatable()
  @Needs('ingest')
  @ApiOperation({ summary: 'Send events: replies, opens, clicks, conversions, unsubscribes, bounces' })
  @ApiOkResponse({ standardSchema: collected })
  async collect(
    @CalledBy() caller: Caller,
    @Body({ schema: batch }) { events }: z.infer<typeof batch>,
    @Headers(IDEMPOTENCY_KEY) idempotencyKey?: string,
  ): Promise<Collected> {
    return collect(this.engine, {
      workspaceId: caller.workspaceId,
      source: 'api',
      events,
      ...(idempotencyKey !== undefined && { idempotencyKey }),
      // Only the clock of a sandbox is asked for: it is moved by hand.
      now: this.installation.mode === 'live' ? Date.now() : timeOf(await readClock(this.engine.sql)),
    });
  }
}
