import type { Instant } from '#engine';
import { type Gates, openGates } from './gates.ts';
import type { WebhookSecrets } from './webhook-settings.ts';

/** What the composition hands over for webhooks: the gates of the providers, and the clock that signatures are of. */
export class Webhooks {
  constructor(
    readonly gates: Gates,
    readonly now: () => Instant,
  ) {}
}

/** Webhooks on the wall clock and the network. */
export function openWebhooks(secrets: WebhookSecrets): Webhooks {
  return new Webhooks(openGates(secrets, fetch), Date.now);
}
