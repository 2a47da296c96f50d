import { z } from 'zod';
import { LIMITS, type Limits } from './segment/pressure.ts';

export const ROLES = ['api', 'engine', 'collect', 'sink'] as const;
export type Role = (typeof ROLES)[number];

/** The roles that read or write ClickHouse; the others run without it, and while it is away. */
export const usesClickHouse = (roles: readonly Role[]): boolean =>
  roles.includes('api') || roles.includes('sink');

/** The settings as read, or one sentence for everything that is wrong with them. */
export type Settings<T> =
  | { readonly ok: true; readonly settings: T }
  | { readonly ok: false; readonly problems: readonly string[] };

/** A setting that counts as unset when it is blank, as `PORT= npm start` leaves it. */
export function setting<T extends z.ZodType>(schema: T) {
  return z.preprocess(
    (value) => (typeof value === 'string' && value.trim() === '' ? undefined : value),
    schema,
  );
}

function address(protocols: readonly string[], example: string) {
  const isAddress = (value: string) => URL.canParse(value) && protocols.includes(new URL(value).protocol);
  const error = `is not an address. Write it like ${example}, or leave it out for the embedded store.`;
  return setting(z.string().refine(isAddress, { error }).optional());
}

function words(value: string): string[] {
  return value
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** A whole number that is not 0. */
function amount(standard: number) {
  return setting(
    z
      .string()
      .refine((value) => /^[1-9]\d{0,9}$/.test(value), { error: 'is not a whole number from 1 on.' })
      .transform(Number)
      .default(standard),
  );
}

const isPort = (value: string) => /^\d{1,5}$/.test(value) && Number(value) <= 65535;
const isBroker = (broker: string) => /^[^\s:]+:\d{1,5}$/.test(broker);
const isRole = (word: string): word is Role => ROLES.some((role) => role === word);

/** What every Crest process reads from its environment, whatever its roles. */
export const processSettings = z.object({
  PORT: setting(
    z
      .string()
      .refine(isPort, { error: 'is not a port. Give a number from 0 to 65535; 0 takes any free one.' })
      .transform(Number)
      .default(3000),
  ),
  HOST: setting(z.string().default('127.0.0.1')),
  CREST_DATA_DIR: setting(z.string().default('.data')),
  DATABASE_URL: address(['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/crest'),
  CLICKHOUSE_URL: address(['http:', 'https:'], 'http://user:password@host:8123/crest'),
  CLICKHOUSE_CLUSTER: setting(
    z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_-]*$/, {
        error: 'is not the name of a cluster. Give the one under remote_servers of the ClickHouse servers.',
      })
      .optional(),
  ),
  KAFKA_BROKERS: setting(
    z
      .string()
      .refine((value) => words(value).length > 0 && words(value).every(isBroker), {
        error: 'is not a list of brokers. Write host:port, several with commas between them.',
      })
      .transform(words)
      .optional(),
  ),
  ROLES: setting(
    z
      .string()
      .refine((value) => words(value).length > 0 && words(value).every(isRole), {
        error: `is not a list of roles. Choose from ${ROLES.join(', ')}, or leave it out for all of them.`,
      })
      .transform((value) => ROLES.filter((role) => words(value).includes(role)))
      .default([...ROLES]),
  ),
  INGEST_RATE: amount(LIMITS.perSecond),
  INGEST_BURST: amount(LIMITS.atOnce),
  INGEST_BACKLOG: amount(LIMITS.backlog),
});

/** What may come in before senders are asked to wait, as the environment says. */
export function limitsOf(settings: z.output<typeof processSettings>): Limits {
  return {
    perSecond: settings.INGEST_RATE,
    atOnce: settings.INGEST_BURST,
    backlog: settings.INGEST_BACKLOG,
  };
}

/** Reads an environment against a schema and answers every problem at once. */
export function readSettings<T extends z.ZodType>(
  schema: T,
  environment: Readonly<Record<string, string | undefined>>,
): Settings<z.output<T>> {
  const parsed = schema.safeParse(environment);
  if (parsed.success) return { ok: true, settings: parsed.data };
  const problems = parsed.error.issues.map((issue) => {
    const name = issue.path.map(String).join('.');
    // An address may hold a password, and a key is one: they are not repeated.
    const shown = /_(URL|KEY|TOKEN|SECRET)$/.test(name) ? undefined : environment[name];
    return shown === undefined ? `${name} ${issue.message}` : `${name}: "${shown}" ${issue.message}`;
  });
  return { ok: false, problems };
}
