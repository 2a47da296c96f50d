import type { KeyObject } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { DomainError } from '#engine';
import type { Admission, ArrivedCall, Gate } from './gate.ts';
import {
  certificateAddress,
  checkSns,
  keyOfCertificate,
  type SnsEnvelope,
  snsAddress,
} from './signatures/sns.ts';

/** What is asked of `fetch` here. */
export type Fetch = (url: URL, init: { redirect: 'error'; signal: AbortSignal }) => Promise<Response>;

const TIMEOUT_MS = 5000;
/** A certificate has about 2 KB. */
const LONGEST = 64 * 1024;
/** Amazon signs with a few certificates at a time. */
const MOST_KEYS = 20;

/** Lets in what Amazon SNS signed for a topic of ours, and confirms the subscription of this address to it. */
export class SnsGate implements Gate {
  readonly setting = 'SES_WEBHOOK_TOPIC';
  readonly isSetUp: boolean;
  private readonly logger = new Logger('webhooks');
  /** By address. A certificate that is there stays what it is. */
  private readonly keys = new Map<string, KeyObject>();

  constructor(
    private readonly topics: readonly string[],
    private readonly fetch: Fetch,
  ) {
    this.isSetUp = topics.length > 0;
  }

  async admit({ payload, now }: ArrivedCall): Promise<Admission> {
    const envelope = envelopeIn(payload());
    if (envelope === null || !('Signature' in envelope)) return { verdict: 'missing' };
    const address = certificateAddress(envelope);
    // Whose topic it is stands in what is signed; asked first, nobody else makes this server fetch anything.
    if (address === null || !this.topics.includes(String(envelope.TopicArn))) return { verdict: 'wrong' };
    const verdict = checkSns(envelope, await this.keyAt(address), now);
    if (verdict === 'valid' && envelope.Type === 'SubscriptionConfirmation') await this.confirm(envelope);
    if (verdict === 'valid' && envelope.Type === 'UnsubscribeConfirmation') {
      this.logger.warn(
        `${envelope.TopicArn} reports here no more; subscribe this address again if it should.`,
      );
    }
    return { verdict };
  }

  private async keyAt(address: URL): Promise<KeyObject> {
    const known = this.keys.get(address.href);
    if (known) return known;
    const key = keyOfCertificate(await this.get(address));
    if (key === null) throw notReached(address, new Error('what it answered is no certificate'));
    if (this.keys.size >= MOST_KEYS) this.keys.clear();
    this.keys.set(address.href, key);
    return key;
  }

  private async confirm(envelope: SnsEnvelope): Promise<void> {
    const address = snsAddress(envelope.SubscribeURL);
    if (address === null) throw new Error('a signed SubscribeURL does not lead to Amazon SNS');
    await this.get(address);
    this.logger.log(`${envelope.TopicArn} reports here from now on.`);
  }

  private async get(address: URL): Promise<string> {
    try {
      const answer = await this.fetch(address, {
        redirect: 'error',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (!answer.ok) throw new Error(`it answered ${answer.status}`);
      return (await answer.text()).slice(0, LONGEST);
    } catch (error) {
      throw notReached(address, error);
    }
  }
}

function envelopeIn(payload: unknown): SnsEnvelope | null {
  return typeof payload === 'object' && payload !== null ? Object.fromEntries(Object.entries(payload)) : null;
}

function notReached({ host }: URL, cause: unknown): DomainError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DomainError({
    code: 'sns-not-reached',
    detail: `${host} could not be asked for what proves this call: ${reason}.`,
    fix: 'Amazon SNS tries again by itself. See that this server may open connections to it.',
    cause,
  });
}
