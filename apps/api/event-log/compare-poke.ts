import type { ClickHouseClient } from '@clickhouse/client';
import { type BeforeApplicationShutdown, Inject, Injectable, Logger } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { compareOnce, type EventLog, type Sql } from '#storage';
import { CLICKHOUSE, SQL } from '../../ingest/provided.ts';
import { LOG } from '../provided.ts';

const EVERY_MS = 3_600_000;

/** Pokes the comparison of the log with ClickHouse. How far it is stands in Postgres; a poke that is missed is made up. */
@Injectable()
export class ComparePoke implements BeforeApplicationShutdown {
  private readonly logger = new Logger('comparison');
  private running: Promise<void> | null = null;

  constructor(
    @Inject(SQL) private readonly sql: Sql,
    @Inject(CLICKHOUSE) private readonly clickhouse: ClickHouseClient,
    @Inject(LOG) private readonly log: EventLog,
  ) {}

  @Interval(EVERY_MS)
  poke(): void {
    this.running ??= this.run().finally(() => {
      this.running = null;
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    const { sql, clickhouse, log } = this;
    try {
      const { missing, mismatches } = await compareOnce({ sql, clickhouse, log, now: Date.now() });
      if (missing + mismatches > 0)
        this.logger.warn(
          `ClickHouse lacks ${missing} events of the log, and ${mismatches} counts are wrong: GET /v1/event-log/mismatches`,
        );
    } catch (error) {
      this.logger.error(`The comparison failed and is tried again in an hour: ${String(error)}`);
    }
  }
}
