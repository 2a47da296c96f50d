const INTENT = /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;

/** A Message-ID taken apart. Where it is one of ours, what stands before the @ is the intent. */
export function messageIdParts(messageId: string): {
  readonly local: string;
  readonly domain: string;
  readonly intentId: string | null;
} {
  const at = messageId.lastIndexOf('@');
  const local = at < 0 ? messageId : messageId.slice(0, at);
  return {
    local,
    domain: at < 0 ? '' : messageId.slice(at + 1).toLowerCase(),
    intentId: INTENT.test(local) ? local.toLowerCase() : null,
  };
}
