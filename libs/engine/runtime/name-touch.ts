import type { Incoming } from './incoming.ts';
import { TouchTokens } from './mail/touch-token.ts';

/**
 * The event with its touch by its own id, where it came by a token of its mail: the links of a mail are all that some
 * callers ever see of it. A token of another installation, or one that was changed, names nothing.
 */
export function nameTouch(event: Incoming, { secret }: { readonly secret: Uint8Array }): Incoming {
  const { touch } = event;
  if (touch === undefined || IS_OWN_ID.test(touch)) return event;
  // An id is one id in whatever letters it is written.
  if (IS_ID.test(touch)) return { ...event, touch: touch.toLowerCase() };
  const tokens = new TouchTokens(secret);
  const found =
    tokens.read('unsubscribe', touch) ?? tokens.read('open', touch) ?? tokens.read('click', touch);
  return { ...event, touch: found?.intentId ?? NOTHING };
}

const IS_OWN_ID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;
const IS_ID = /^[0-9a-f]{8}-/i;
/** The id of no touch: those are hashes. */
const NOTHING = '00000000-0000-0000-0000-000000000000';
