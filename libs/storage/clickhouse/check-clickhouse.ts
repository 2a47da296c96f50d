import type { ClickHouseClient } from '@clickhouse/client';
import { DomainError } from '#engine';
import { errorCode } from '../error-code.ts';

/** Whoever starts wants to hear soon that nobody is there. */
const PATIENCE_MS = 10_000;

/** Older ones are no longer mended by their makers, and have other ideas of deduplication in views. */
const LEAST = '25.3';

/**
 * Refuses a ClickHouse that cannot be used, with what is wrong and what to do: `clickhouse-not-reached` or
 * `clickhouse-too-old`. `url` is that of a server, null for the embedded engine.
 */
export async function checkClickHouse(client: ClickHouseClient, url: string | null): Promise<void> {
  const version = await readVersion(client).catch((error: unknown) => {
    throw url === null ? embeddedFault(error) : serverFault(url, error);
  });
  if (isOlder(version, LEAST)) {
    throw new DomainError({
      code: 'clickhouse-too-old',
      detail: `ClickHouse${url === null ? '' : ` at ${new URL(url).host}`} is of version ${version}; Crest needs ${LEAST} or newer.`,
      fix: 'Update it, or name another with CLICKHOUSE_URL.',
    });
  }
}

async function readVersion(client: ClickHouseClient): Promise<string> {
  const answer = await client.query({
    query: 'select version() as version',
    format: 'JSONEachRow',
    abort_signal: AbortSignal.timeout(PATIENCE_MS),
  });
  const [row] = await answer.json<{ version: string }>();
  return row?.version ?? '';
}

/** `26.3.1.5` against `25.3`. */
function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = than.split('.').map(Number);
  return !(major > leastMajor || (major === leastMajor && minor >= leastMinor));
}

function embeddedFault(cause: unknown): DomainError {
  return new DomainError({
    code: 'clickhouse-not-reached',
    detail: `ClickHouse cannot be used: ${reasonOf(cause)}`,
    fix: 'Free disk space and check the rights of the data folder, or set CLICKHOUSE_URL.',
    cause,
  });
}

interface Explanation {
  readonly matches: (code: string, said: string) => boolean;
  readonly detail: (url: URL) => string;
  readonly fix: (url: URL) => string;
}

const database = ({ pathname }: URL) => pathname.slice(1) || 'default';
const user = ({ username }: URL) => decodeURIComponent(username) || 'default';

const EXPLANATIONS: readonly Explanation[] = [
  {
    // UNKNOWN_USER, WRONG_PASSWORD, REQUIRED_PASSWORD, AUTHENTICATION_FAILED
    matches: (code) => ['192', '193', '194', '516'].includes(code),
    detail: (url) => `it does not let the user "${user(url)}" in`,
    fix: () =>
      'Check user and password in CLICKHOUSE_URL; signs that mean something in an address go as their code, @ as %40.',
  },
  {
    matches: (code) => code === '81',
    detail: (url) => `it has no database "${database(url)}"`,
    fix: (url) =>
      `Make it with CREATE DATABASE ${database(url)}, or name another at the end of CLICKHOUSE_URL.`,
  },
  {
    // READONLY, SETTING_CONSTRAINT_VIOLATION, ACCESS_DENIED
    matches: (code) => ['164', '452', '497'].includes(code),
    detail: (url) => `the user "${user(url)}" may not do there what Crest does`,
    fix: (url) => `Grant it ALL on ${database(url)}.*, with a profile that is not readonly.`,
  },
  {
    matches: (_, said) => /Port \d+ is for clickhouse-client/i.test(said),
    detail: () => 'this is the port of its own protocol',
    fix: () => 'Give the port of its HTTP interface in CLICKHOUSE_URL: 8123, or 8443 with https.',
  },
  {
    matches: (code) => code === 'EPROTO' || code.startsWith('ERR_SSL'),
    detail: () => 'what answers does not speak TLS',
    fix: () => 'Write http instead of https in CLICKHOUSE_URL, or give the port of https, 8443.',
  },
  {
    matches: (code) => /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)/.test(code),
    detail: () => 'its certificate is not one that this machine trusts',
    fix: () =>
      'Name the file of its authority with NODE_EXTRA_CA_CERTS, and in CLICKHOUSE_URL the host of the certificate.',
  },
];

/** A ClickHouse says `Code: 81. DB::Exception: ...`; the system says ECONNREFUSED. Who says neither is somebody else. */
function serverFault(address: string, cause: unknown): DomainError {
  const url = new URL(address);
  const code = errorCode(cause) ?? '';
  const said = reasonOf(cause);
  const known = EXPLANATIONS.find(({ matches }) => matches(code, said));
  const foreign = code === '' && !/abort/i.test(said);
  const reason =
    known?.detail(url) ?? (foreign ? `what answers is not a ClickHouse (${said.slice(0, 80)})` : said);
  return new DomainError({
    code: 'clickhouse-not-reached',
    field: 'CLICKHOUSE_URL',
    detail: `ClickHouse at ${url.host} cannot be used: ${/abort/i.test(said) ? `no answer within ${PATIENCE_MS / 1000} s` : reason}.`,
    fix:
      known?.fix(url) ??
      'Check that it runs and that CLICKHOUSE_URL is right, or leave it out to use the embedded one.',
    cause,
  });
}

/** In one line. An error of several attempts, one an address, carries its reason in its code alone. */
function reasonOf(error: unknown): string {
  const reason = (error instanceof Error && error.message) || (errorCode(error) ?? String(error));
  return (reason.split('\n', 1)[0] ?? reason).replace(/[.\s]+$/, '');
}
