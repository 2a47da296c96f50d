import { readAddress } from './address.ts';

/** The Message-ID of an intent's mail: it follows from the intent and the domain that the mail is from. */
export function messageId(intentId: string, from: string): string {
  const address = readAddress(from)?.address ?? from;
  return `<${intentId}@${address.slice(address.lastIndexOf('@') + 1)}>`;
}
