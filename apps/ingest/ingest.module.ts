import type { ClickHouseClient } from '@clickhouse/client';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import type { Engine } from '#runtime';
import { countPending, type EventLog, type Installation, type Relay, type Sql } from '#storage';
import { AccessGuard } from './access/access.guard.ts';
import { KnownKeys } from './access/known-keys.ts';
import { ActLoop, waitingOf } from './collect/act-loop.ts';
import { CollectController } from './collect/collect.controller.ts';
import { RelayLoop } from './event-log/relay-loop.ts';
import { HealthController } from './health/health.controller.ts';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.ts';
import { InboundController } from './inbound/inbound.controller.ts';
import { CountCollected } from './metrics/count-collected.ts';
import { MetricsController } from './metrics/metrics.controller.ts';
import { Metrics } from './metrics/metrics.ts';
import { ProblemFilter } from './problem/problem.filter.ts';
import { RouteTable } from './problem/route-table.ts';
import { SchemaPipe } from './problem/schema-pipe.ts';
import type { Processes } from './processes/processes.ts';
import { CLICKHOUSE, ENGINE, INSTALLATION, LOG_ENDS, OWN_ROLES, PROCESSES, SQL } from './provided.ts';
import { LIMITS, type Limits, Pressure } from './segment/pressure.ts';
import { SegmentController } from './segment/segment.controller.ts';
import type { Role } from './settings.ts';
import { SinkLoop } from './sink/sink-loop.ts';
import { TrackingController } from './tracking/tracking.controller.ts';
import { WebhookController } from './webhooks/webhook.controller.ts';
import { Webhooks } from './webhooks/webhooks.ts';

/** What the composition hands over. */
export interface Ingest {
  readonly sql: Sql;
  /** Null in a process whose roles neither read nor write it. */
  readonly clickhouse: ClickHouseClient | null;
  readonly installation: Installation;
  readonly engine: Pick<Engine, 'sql' | 'versions'>;
  /** Null in a process that has nothing to do with what is behind it. */
  readonly log: Pick<EventLog, 'id' | 'heads'> | null;
  readonly routes: RouteTable;
  /** Null in a process that does not carry the log to ClickHouse. */
  readonly sink: SinkLoop | null;
  /** Null where the log is the outbox itself, or another process carries it. */
  readonly relay: Relay | null;
  readonly roles: readonly Role[];
  /** Null where this process is all there is. */
  readonly processes: Processes | null;
  readonly webhooks: Webhooks;
  /** What may come in before senders are asked to wait. */
  readonly limits?: Limits;
  /** The numbers of this process, where others count into them as well. */
  readonly metrics?: Metrics;
}

@Module({})
class IngestModule {}

/** The event path, and the door that every HTTP process of Crest has: who may enter, and how errors are answered. */
export function ingestModule(ingest: Ingest): DynamicModule {
  const { sql, log, limits = LIMITS, metrics = new Metrics() } = ingest;
  return {
    module: IngestModule,
    global: true,
    controllers: [
      HealthController,
      MetricsController,
      ...(ingest.roles.includes('collect')
        ? [
            ...[CollectController, SegmentController, TrackingController],
            ...[InboundController, WebhookController],
          ]
        : []),
    ],
    providers: [
      { provide: SQL, useValue: ingest.sql },
      { provide: CLICKHOUSE, useValue: ingest.clickhouse },
      { provide: INSTALLATION, useValue: ingest.installation },
      { provide: ENGINE, useValue: ingest.engine },
      { provide: LOG_ENDS, useValue: log },
      { provide: Metrics, useValue: metrics },
      { provide: RouteTable, useValue: ingest.routes },
      { provide: PROCESSES, useValue: ingest.processes },
      { provide: OWN_ROLES, useValue: ingest.roles },
      { provide: Pressure, useValue: new Pressure(limits, () => countPending(sql, log?.id ?? null)) },
      { provide: KnownKeys, useValue: new KnownKeys(sql) },
      { provide: Webhooks, useValue: ingest.webhooks },
      { provide: APP_GUARD, useClass: AccessGuard },
      { provide: APP_FILTER, useClass: ProblemFilter },
      { provide: APP_INTERCEPTOR, useClass: IdempotencyInterceptor },
      { provide: APP_INTERCEPTOR, useClass: CountCollected },
      { provide: APP_PIPE, useClass: SchemaPipe },
      ...(ingest.roles.includes('collect')
        ? [{ provide: ActLoop, useValue: new ActLoop(waitingOf(ingest.engine)) }]
        : []),
      ...(ingest.sink ? [{ provide: SinkLoop, useValue: ingest.sink }] : []),
      ...(ingest.relay ? [{ provide: RelayLoop, useValue: new RelayLoop(ingest.relay) }] : []),
    ],
    exports: [
      ...[SQL, Metrics, CLICKHOUSE, INSTALLATION, ENGINE, RouteTable],
      ...(ingest.roles.includes('collect') ? [ActLoop] : []),
      ...(ingest.sink ? [SinkLoop] : []),
    ],
  };
}
