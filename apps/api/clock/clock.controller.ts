import { Body, Controller, Get, Inject, Optional, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { iso } from '#engine';
import { advanceClock, type Engine, type World } from '#runtime';
import { readClock } from '#storage';
import { CalledBy, type Caller } from '../../ingest/access/caller.ts';
import { Needs } from '../../ingest/access/needs.ts';
import { ActLoop } from '../../ingest/collect/act-loop.ts';
import { Repeatable } from '../../ingest/idempotency/repeatable.ts';
import { Metrics } from '../../ingest/metrics/metrics.ts';
import { ENGINE, timeOf } from '../../ingest/provided.ts';
import { SinkLoop } from '../../ingest/sink/sink-loop.ts';
import { WORLD } from '../provided.ts';
import { advanceAnswer, advanceBody, clockAnswer, timeToReach } from './advance.ts';

/** The clock: the wall's, or in a sandbox one that stands until it is moved. */
@ApiTags('clock')
@Controller('v1/clock')
export class ClockController {
  /** Advances wait for each other: each starts where the one before it arrived. */
  private lastAdvance: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(ENGINE) private readonly engine: Engine,
    @Inject(WORLD) private readonly world: World,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Optional() @Inject(SinkLoop) private readonly sink?: SinkLoop,
    @Optional() @Inject(ActLoop) private readonly acting?: ActLoop,
  ) {}

  @Get()
  @Needs('read')
  @ApiOperation({ summary: 'Read the clock' })
  @ApiOkResponse({ standardSchema: clockAnswer })
  async read() {
    const clock = await readClock(this.engine.sql);
    return { mode: clock.mode, now: iso(timeOf(clock)) };
  }

  @Post('advance')
  @Repeatable()
  @Needs('write')
  @ApiOperation({ summary: "Move a sandbox's clock: runs the engine and the audience up to then" })
  @ApiOkResponse({ standardSchema: advanceAnswer })
  async advance(@CalledBy() caller: Caller, @Body({ schema: advanceBody }) by: z.infer<typeof advanceBody>) {
    const moved = this.lastAdvance.then(() => this.move(caller, by));
    // Whoever called gets the failure; the next one starts anyway.
    this.lastAdvance = moved.catch(() => undefined);
    return moved;
  }

  private async move({ workspaceId }: Caller, by: z.infer<typeof advanceBody>) {
    // What was sent before the clock moves has happened before.
    await this.acting?.drain();
    const to = timeToReach(by, timeOf(await readClock(this.engine.sql)));
    const { now, happened } = await advanceClock(this.engine, { workspaceId, to, world: this.world });
    this.metrics.decided(happened.decided);
    await this.sink?.drain();
    return { mode: 'sandbox', now: iso(now), happened };
  }
}
