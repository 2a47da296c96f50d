import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseClient } from '@clickhouse/client';
import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { DomainError } from '#engine';
import { carriedSoFar, type EventLog, type Forgotten, forgetOnce, readClock, type Sql } from '#storage';
import { ActLoop } from '../../ingest/collect/act-loop.ts';
import { CLICKHOUSE, SQL, timeOf } from '../../ingest/provided.ts';
import { SinkLoop } from '../../ingest/sink/sink-loop.ts';
import { LOG } from '../provided.ts';

const LOOK_AGAIN_MS = 500;

/** Forgets everybody who was erased, behind the log as well as in it. */
@Injectable()
export class Forgetting {
  private readonly logger = new Logger('erasure');

  constructor(
    @Inject(SQL) private readonly sql: Sql,
    @Inject(CLICKHOUSE) private readonly clickhouse: ClickHouseClient,
    @Inject(LOG) private readonly log: EventLog,
    @Optional() @Inject(SinkLoop) private readonly sink: SinkLoop | null,
    @Optional() @Inject(ActLoop) private readonly acting: ActLoop | null,
  ) {}

  /**
   * Cut off by the signal, it goes on where it was with the next call. While another process is at work on the same tables
   * it waits: most often there is nothing left to do afterwards.
   */
  async runOnce(signal: AbortSignal, { large = false } = {}): Promise<Forgotten> {
    for (;;) {
      try {
        return this.report(await this.forget(signal, large));
      } catch (error) {
        if (!(error instanceof DomainError) || error.code !== 'rebuild-running') throw error;
        await sleep(LOOK_AGAIN_MS, undefined, { signal });
      }
    }
  }

  private async forget(signal: AbortSignal, large: boolean): Promise<Forgotten> {
    const { sql, clickhouse } = this;
    await this.acting?.drain();
    const now = timeOf(await readClock(sql));
    const carried = () => this.carried(signal);
    return forgetOnce({ sql, clickhouse, now, signal, carried, files: { large } });
  }

  private report(forgotten: Forgotten): Forgotten {
    const { contacts, broughtBack, large } = forgotten;
    if (contacts > 0) this.logger.log(`${contacts} erased contacts are out of the log and ClickHouse.`);
    if (broughtBack > 0)
      this.logger.warn(`ClickHouse had ${broughtBack} rows of forgotten people again; they are taken out.`);
    if (large.length > 0)
      this.logger.warn(
        `Free space of ${large.join(', ')} may still have bytes of erased contacts: POST /v1/erasures/run?large=true at a quiet hour`,
      );
    return forgotten;
  }

  private async carried(signal: AbortSignal): Promise<void> {
    const isCarried = await carriedSoFar({ sql: this.sql, log: this.log });
    await this.sink?.drain();
    while (!(await isCarried())) await sleep(LOOK_AGAIN_MS, undefined, { signal });
  }
}
