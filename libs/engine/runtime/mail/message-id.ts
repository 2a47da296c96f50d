/** The Message-ID of an intent's mail: it follows from the intent and the domain that the mail is from. */
export function messageId(intentId: string, from: string): string {
  return `<${intentId}@${domainOf(from)}>`;
}

function domainOf(from: string): string {
  return from.slice(from.lastIndexOf('@') + 1).replace(/>\s*$/, '');
}
