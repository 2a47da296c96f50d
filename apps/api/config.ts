import { parseArgs } from 'node:util';
import { z } from 'zod';
import type { Limits } from '../ingest/segment/pressure.ts';
import {
  limitsOf,
  processSettings,
  ROLES,
  type Role,
  readSettings,
  usesClickHouse,
} from '../ingest/settings.ts';
import { readWebhooks, type WebhookSecrets, webhookSettings } from '../ingest/webhooks/webhook-settings.ts';
import { type MailConfig, mailSettings, readMail } from './mail-settings.ts';
import { readerSettings } from './reader-settings.ts';

/** What `npm start` was told: the only place of this app that reads the environment or the command line. */
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly clickhouseUrl: string | undefined;
  readonly clickhouseCluster: string | undefined;
  readonly kafkaBrokers: readonly string[] | undefined;
  readonly mail: MailConfig;
  readonly roles: readonly Role[];
  readonly webhooks: WebhookSecrets;
  readonly limits: Limits;
  /** Start live and without the demo, where the data folder is new. */
  readonly empty: boolean;
  readonly color: boolean;
  /** The address under which readers of mail reach this installation; its own where it is not given. */
  readonly publicUrl: string | undefined;
  /** Takes mail that unsubscribes its sender. */
  readonly unsubscribeEmail: string | undefined;
  /** All mail to these domains comes in: answers, and what could not be delivered. */
  readonly replyDomain: string | undefined;
  readonly bounceDomain: string | undefined;
}

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

const apiSettings = processSettings.extend({
  ...mailSettings,
  ...readerSettings,
  ...webhookSettings,
  NO_COLOR: z.string().optional(),
});

/** Reads the settings; answers every problem at once, each with its fix. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  argv: readonly string[] = process.argv.slice(2),
): ConfigResult {
  const flags = readFlags(argv);
  const read = readSettings(apiSettings, environment);
  if (!read.ok) return { ok: false, problems: [...flags.problems, ...read.problems] };
  const s = read.settings;
  const problems = [...flags.problems];
  const embedded = [
    ...(s.DATABASE_URL === undefined ? ['DATABASE_URL'] : []),
    ...(s.CLICKHOUSE_URL === undefined && usesClickHouse(s.ROLES) ? ['CLICKHOUSE_URL'] : []),
  ];
  if (embedded.length > 0 && s.ROLES.length < ROLES.length) {
    problems.push(
      'ROLES: embedded stores live in one process, so it takes all roles. ' +
        `Leave ROLES out, or set ${embedded.join(' and ')}.`,
    );
  }
  if (s.CLICKHOUSE_CLUSTER !== undefined && s.CLICKHOUSE_URL === undefined) {
    problems.push(
      'CLICKHOUSE_CLUSTER: the embedded ClickHouse is no cluster. Set CLICKHOUSE_URL, or leave it out.',
    );
  }
  const { mail, problems: mailProblems } = readMail(s);
  problems.push(...mailProblems);
  if (problems.length > 0) return { ok: false, problems };
  return {
    ok: true,
    config: {
      port: s.PORT,
      host: s.HOST,
      dataDir: s.CREST_DATA_DIR,
      databaseUrl: s.DATABASE_URL,
      clickhouseUrl: s.CLICKHOUSE_URL,
      clickhouseCluster: s.CLICKHOUSE_CLUSTER,
      kafkaBrokers: s.KAFKA_BROKERS,
      mail,
      roles: s.ROLES,
      webhooks: readWebhooks(s),
      limits: limitsOf(s),
      empty: flags.empty,
      publicUrl: s.PUBLIC_URL,
      unsubscribeEmail: s.UNSUBSCRIBE_EMAIL,
      replyDomain: s.REPLY_DOMAIN,
      bounceDomain: s.BOUNCE_DOMAIN,
      color: s.NO_COLOR === undefined || s.NO_COLOR === '',
    },
  };
}

function readFlags(argv: readonly string[]): { empty: boolean; problems: string[] } {
  const { values, tokens } = parseArgs({
    args: [...argv],
    options: { empty: { type: 'boolean' } },
    strict: false,
    tokens: true,
  });
  const unknown = tokens.flatMap((token) => {
    if (token.kind === 'positional') return [token.value];
    return token.kind === 'option' && token.name !== 'empty' ? [token.rawName] : [];
  });
  const problems = unknown.map((flag) => `${flag} is not known. The only flag of npm start is -- --empty.`);
  return { empty: values.empty === true, problems };
}
