import type { FastifyRequest } from 'fastify';
import type { InboundProvider, WebhookProvider } from '#intake';
import type { Installation, Sql } from '#storage';
import { readKey, refuse, requireScope } from '../access/caller-of-key.ts';
import { readKeyId } from '../access/key.ts';
import type { KnownKeys } from '../access/known-keys.ts';
import { admitCall, unsignedCall } from '../webhooks/admit-call.ts';
import type { Webhooks } from '../webhooks/webhooks.ts';

/** Who hands over mail, and by what it is let in besides a key: as it proves its webhooks. */
const GATES: Readonly<Record<InboundProvider, WebhookProvider | null>> = {
  ...{ mailgun: 'mailgun', postmark: 'postmark', sendgrid: 'sendgrid', ses: 'ses' },
  mime: null,
};

/** What mail is handed over to. */
export interface Door {
  readonly sql: Sql;
  readonly keys: KnownKeys;
  readonly installation: Installation;
  readonly webhooks: Webhooks;
}

/** The workspace that a call hands over mail to, and whether there is mail in it; throws where nobody knows who calls. */
export async function admitMail(
  { sql, keys, installation, webhooks }: Door,
  provider: InboundProvider,
  request: FastifyRequest,
): Promise<{ workspaceId: number; isMail: boolean }> {
  const call = unsignedCall(request, provider);
  const gate = GATES[provider];
  const key = readKey(request.headers.authorization);
  const isOurs = key !== null && readKeyId(key) !== null;
  // A subscription is confirmed by asking Amazon back, which only a signature can make us do.
  const isMail = provider !== 'ses' || !isAboutSubscription(call.payload());
  if (isOurs) {
    const caller = await keys.callerOf(key);
    requireScope(caller, 'ingest');
    if (isMail) return { workspaceId: caller.workspaceId, isMail };
  } else if (gate === null || !webhooks.gates[gate].isSetUp) {
    throw refuse(key === null ? 'key-missing' : 'key-unknown', NO_KEY);
  }
  if (gate !== null) await admitCall(sql, webhooks, gate, call);
  return { workspaceId: installation.workspaceId, isMail };
}

const NO_KEY = 'There is no key of this installation in this call, and no signature could be checked.';

/** Amazon SNS says in its own name that an address has been subscribed to a topic, or is no longer. */
function isAboutSubscription(payload: unknown): boolean {
  if (typeof payload !== 'object' || payload === null || !('Type' in payload)) return false;
  return payload.Type === 'SubscriptionConfirmation' || payload.Type === 'UnsubscribeConfirmation';
}
