import { join, relative } from 'node:path';
import type { Installation } from '#storage';
import type { Role } from '../../ingest/settings.ts';
import type { Reporter } from '../../ingest/start-up/reporter.ts';
import type { Credentials } from './credentials.ts';

export interface Arrival {
  readonly url: string;
  readonly token: string;
  readonly credentials: Credentials;
  readonly dataDir: string;
  readonly installation: Installation;
  readonly roles: readonly Role[];
}

/** Says where the dashboard is, which key to write with, and one call to try it. */
export function welcome(
  reporter: Reporter,
  { url, token, credentials, dataDir, installation, roles }: Arrival,
): void {
  const file = relative(process.cwd(), join(dataDir, 'credentials.json'));
  const call = firstCall(installation, roles);
  reporter.line();
  reporter.line(`  Dashboard  ${reporter.strong(`${url}/?token=${token}`)}  (opens one browser once)`);
  reporter.line(`  Write key  ${credentials.writeKey}`);
  reporter.line(`  All keys   ${file}`);
  reporter.line(
    `  Try it     curl -X POST ${url}${call.path} -H 'Authorization: Bearer ${credentials.writeKey}' \\`,
  );
  reporter.line(`               -H 'Content-Type: application/json' -d '${JSON.stringify(call.body)}'`);
  reporter.line();
}

/** A call that this process takes as it is. */
function firstCall({ mode }: Installation, roles: readonly Role[]): { path: string; body: object } {
  const contact = { id: 'ada', email: 'ada@example.com', firstName: 'Ada', company: 'Acme' };
  if (mode === 'sandbox')
    return { path: '/v1/sequences/b2b-outbound/enrollments', body: { enrollments: [{ contact }] } };
  if (!roles.includes('collect')) return { path: '/v1/contacts', body: { contacts: [contact] } };
  const occurredAt = new Date().toISOString();
  const event = { eventId: 'first', type: 'converted', occurredAt, contact: 'ada' };
  return { path: '/v1/events', body: { events: [event] } };
}
