import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseClient } from '@clickhouse/client';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { carriedSoFar, type EventLog, type Forgotten, forgetOnce, readClock, type Sql } from '#storage';
import { ActLoop } from '../../ingest/collect/act-loop.ts';
import { CLICKHOUSE, SQL, timeOf } from '../../ingest/provided.ts';
import { SinkLoop } from '../../ingest/sink/sink-loop.ts';
import { LOG } from '../provided.ts';

const LOOK_AGAIN_MS = 500;

/** Forgets everybody who was erased, behind the log as well as in it. */
@Injectable()
export class Forgetting {
  constructor(
    @Inject(SQL) private readonly sql: Sql,
    @Inject(CLICKHOUSE) private readonly clickhouse: ClickHouseClient,
    @Inject(LOG) private readonly log: EventLog,
    @Optional() @Inject(SinkLoop) private readonly sink: SinkLoop | null,
    @Optional() @Inject(ActLoop) private readonly acting: ActLoop | null,
  ) {}

  /** Cut off by the signal, it goes on where it was with the next call. */
  async runOnce(signal: AbortSignal): Promise<Forgotten> {
    const { sql, clickhouse } = this;
    await this.acting?.drain();
    const now = timeOf(await readClock(sql));
    return forgetOnce({ sql, clickhouse, now, signal, carried: () => this.carried(signal) });
  }

  private async carried(signal: AbortSignal): Promise<void> {
    const isCarried = await carriedSoFar({ sql: this.sql, log: this.log });
    await this.sink?.drain();
    while (!(await isCarried())) await sleep(LOOK_AGAIN_MS, undefined, { signal });
  }
}
