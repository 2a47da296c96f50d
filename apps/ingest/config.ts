import { z } from 'zod';
import type { Limits } from './segment/pressure.ts';
import { limitsOf, processSettings, type Role, readSettings, usesClickHouse } from './settings.ts';
import { readWebhooks, type WebhookSecrets, webhookSettings } from './webhooks/webhook-settings.ts';

/** What a process of the event path was told: the only place of this app that reads the environment. */
export interface IngestConfig {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** Undefined where no role of this process needs it. */
  readonly clickhouseUrl: string | undefined;
  readonly clickhouseCluster: string | undefined;
  readonly kafkaBrokers: readonly string[] | undefined;
  readonly roles: readonly Role[];
  readonly webhooks: WebhookSecrets;
  readonly limits: Limits;
  readonly color: boolean;
}

export type IngestConfigResult =
  | { readonly ok: true; readonly config: IngestConfig }
  | { readonly ok: false; readonly problems: readonly string[] };

const OWN_ROLES: readonly Role[] = ['collect', 'sink'];

/** Reads the settings; answers every problem at once, each with its fix. */
export function readIngestConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): IngestConfigResult {
  const settings = processSettings.extend({ ...webhookSettings, NO_COLOR: z.string().optional() });
  const read = readSettings(settings, { ROLES: OWN_ROLES.join(), ...environment });
  if (!read.ok) return read;
  const { DATABASE_URL, CLICKHOUSE_URL, ...s } = read.settings;
  const problems = [
    ...s.ROLES.filter((role) => !OWN_ROLES.includes(role)).map(
      (role) => `ROLES: this process cannot take the role ${role}. Choose from ${OWN_ROLES.join(', ')}.`,
    ),
    ...(DATABASE_URL === undefined
      ? ['DATABASE_URL is missing. Name the database that the api process uses.']
      : []),
    ...(CLICKHOUSE_URL === undefined && usesClickHouse(s.ROLES)
      ? ['CLICKHOUSE_URL is missing. Name the server that the api process uses.']
      : []),
  ];
  if (DATABASE_URL === undefined || problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    config: {
      port: s.PORT,
      host: s.HOST,
      dataDir: s.CREST_DATA_DIR,
      databaseUrl: DATABASE_URL,
      clickhouseUrl: CLICKHOUSE_URL,
      clickhouseCluster: s.CLICKHOUSE_CLUSTER,
      kafkaBrokers: s.KAFKA_BROKERS,
      roles: s.ROLES,
      webhooks: readWebhooks(s),
      limits: limitsOf(read.settings),
      color: s.NO_COLOR === undefined || s.NO_COLOR === '',
    },
  };
}
