/** As many as stand in a line of 998 letters with ids of a domain of 30, for not every provider folds the line. */
const MOST = 10;

/**
 * The mails that a mail goes on from, as `References` lists them, oldest first. Of a long thread the one that began it and
 * the last ones, which is what mail programs go by.
 */
export function referencesOf({
  earlier,
  messageId,
}: {
  readonly earlier: readonly string[];
  readonly messageId: string;
}): string[] {
  const all = [...earlier, messageId];
  return all.length <= MOST ? all : [...all.slice(0, 1), ...all.slice(1 - MOST)];
}
