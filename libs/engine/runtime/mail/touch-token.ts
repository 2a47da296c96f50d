import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What a token lets its holder do: say that a touch was opened, follow a link of it, unsubscribe whom it went to, answer
 * it, return it as not delivered; `message` is of the Message-ID, which lets whoever has the mail answer or return it.
 */
export type TokenPurpose = 'open' | 'click' | 'unsubscribe' | 'reply' | 'bounce' | 'message';

const ID_BYTES = 16;
const SIGNATURE_BYTES = 16;

/**
 * A token names a touch (and, of a click, the link) and can be made by this installation alone: ids, then 128 bits of
 * their HMAC-SHA-256 under a key of the purpose's own, so that no token of one purpose passes for one of another. It
 * holds no address, no destination and no time: it works as long as the installation keeps its secret.
 */
export class TouchTokens {
  readonly #keys: Readonly<Record<TokenPurpose, Buffer>>;

  constructor(secret: Uint8Array) {
    const keyOf = (purpose: TokenPurpose) =>
      createHmac('sha256', secret).update(`touch-token\0${purpose}`).digest();
    this.#keys = {
      ...{ open: keyOf('open'), click: keyOf('click'), unsubscribe: keyOf('unsubscribe') },
      ...{ reply: keyOf('reply'), bounce: keyOf('bounce'), message: keyOf('message') },
    };
  }

  /** The token of a touch; `linkId` for `click`. Ids are UUIDs. */
  make(purpose: TokenPurpose, intentId: string, linkId?: string): string {
    const ids = Buffer.from(`${intentId}${linkId ?? ''}`.replaceAll('-', ''), 'hex');
    return Buffer.concat([ids, this.#sign(purpose, ids)]).toString('base64url');
  }

  /** The touch that a token of this purpose names, or null where it is none: one that was changed, cut or guessed. */
  read(purpose: TokenPurpose, token: string): { intentId: string; linkId: string | null } | null {
    const bytes = Buffer.from(token, 'base64url');
    const ids = bytes.subarray(0, -SIGNATURE_BYTES);
    const count = purpose === 'click' ? 2 : 1;
    if (ids.length !== count * ID_BYTES || bytes.length !== ids.length + SIGNATURE_BYTES) return null;
    // Base 64 can write the same bytes in several ways.
    if (bytes.toString('base64url') !== token) return null;
    if (!timingSafeEqual(bytes.subarray(ids.length), this.#sign(purpose, ids))) return null;
    return {
      intentId: uuidOf(ids.subarray(0, ID_BYTES)),
      linkId: count === 2 ? uuidOf(ids.subarray(ID_BYTES)) : null,
    };
  }

  #sign(purpose: TokenPurpose, ids: Uint8Array): Buffer {
    return createHmac('sha256', this.#keys[purpose]).update(ids).digest().subarray(0, SIGNATURE_BYTES);
  }
}

function uuidOf(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
