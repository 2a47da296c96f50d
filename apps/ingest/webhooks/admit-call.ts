import type { FastifyRequest } from 'fastify';
import { DomainError } from '#engine';
import { readPayload, type WebhookProvider } from '#intake';
import { type Sql, useToken } from '#storage';
import { bytesOf, typeOf } from '../raw-body/raw-body.ts';
import type { ArrivedCall } from './gate.ts';
import type { Verdict } from './signatures/verdict.ts';
import type { Webhooks } from './webhooks.ts';

type Call = Omit<ArrivedCall, 'now'>;

/** What is read of JSON of which nobody knows whose it is. Amazon SNS sends 256 KB, and Mailgun less. */
const MOST_UNPROVEN = 1024 * 1024;
/** Who signs inside of the JSON, which is so read before it is known to be theirs. */
const SIGN_INSIDE: ReadonlySet<string> = new Set<WebhookProvider>(['mailgun', 'ses']);

/** A call as it stands before the gate. What is in its body is read once, when somebody asks. */
export function unsignedCall(request: FastifyRequest, provider: string): Call {
  const body = bytesOf(request);
  const mostJson = SIGN_INSIDE.has(provider) ? MOST_UNPROVEN : Number.POSITIVE_INFINITY;
  let read: { readonly payload: unknown } | undefined;
  const payload = () => {
    read ??= { payload: readPayload(typeOf(request), body, mostJson) };
    return read.payload;
  };
  return { headers: headersOf(request), body, payload };
}

/** Lets a call in by what its provider proves its calls with; throws where it is not proven. */
export async function admitCall(
  sql: Sql,
  { gates, now: clock }: Pick<Webhooks, 'gates' | 'now'>,
  provider: WebhookProvider,
  call: Call,
): Promise<void> {
  const gate = gates[provider];
  if (!gate.isSetUp) throw notSetUp(provider, gate.setting);
  // A signature is of the wall clock, whatever time a sandbox has.
  const now = clock();
  const { verdict, once } = await gate.admit({ ...call, now });
  if (verdict !== 'valid') throw refused(provider, gate.setting, verdict);
  if (once && !(await useToken(sql, { now }, { provider, ...once })))
    throw refused(provider, gate.setting, 'wrong');
}

function headersOf({ raw }: FastifyRequest): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(
    Object.entries(raw.headers).map(([name, value]) => [name, Array.isArray(value) ? value[0] : value]),
  );
}

function notSetUp(provider: string, setting: string): DomainError {
  return new DomainError({
    code: 'webhook-not-set-up',
    detail: `Webhooks of ${provider} are not set up here: ${setting} is not set, so nobody could tell a forged one.`,
    fix: `Set ${setting} and start Crest again; docs/webhooks.md says where it is found.`,
  });
}

function refused(provider: string, setting: string, verdict: Exclude<Verdict, 'valid'>): DomainError {
  switch (verdict) {
    case 'missing':
      return new DomainError({
        code: 'webhook-signature-missing',
        detail: `The call does not carry what ${provider} proves its calls with.`,
        fix: `Set it up at the provider as docs/webhooks.md says for ${provider}: signing turned on, or the secret in the address.`,
      });
    case 'wrong':
      return new DomainError({
        code: 'webhook-signature-wrong',
        detail: `What the call proves itself with does not fit what is in ${setting}, or not these bytes.`,
        fix: `Compare ${setting} with what ${provider} has, and let nothing in between change the body.`,
      });
    case 'untimely':
      return new DomainError({
        code: 'webhook-untimely',
        detail: 'The call was signed too long ago, or in the future.',
        fix: 'See that the clock of this server is right. A call that was recorded cannot be played again.',
      });
  }
}
