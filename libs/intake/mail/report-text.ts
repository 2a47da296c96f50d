import { addressesIn } from './addresses.ts';

/** What the text of a report says of one address. */
export interface SaidOfAddress {
  readonly address: string;
  readonly said: string;
}

/**
 * An address that a report speaks of: at the beginning of a line, or behind the words by which servers name whom they
 * could not reach.
 */
const AT_THE_BEGINNING =
  /^[\s>*|"'(•-]*(?:(?:recipient|failed recipient|rcpt to|[245]\d\d)[:\s]\s*)?<?[^\s<>@]{1,128}@[^\s<>@]+/i;
const NAMED =
  /(?:deliver(?:ing|ed|y)?(?: your)?(?: mail| message)?(?: failed)?(?: \d+ attempts)?(?: to)?:?|undeliverable to|unable to (?:send|deliver)[^<@]{0,40}|could not be (?:sent|delivered) to:?|rcpt to:|recipient(?:\(s\))?:|address:|addressed to|message to|e-?mail to|following (?:recipient|address)[^<@]{0,40}:?|for|an) ?<?[^\s<>@]{1,128}@[^\s<>@]+/i;

/**
 * The addresses that a report is about, with what it says of each: from the line that names it to the one that names the
 * next. `notThese` are the addresses that stand in every report: its author and whom it was sent to.
 */
export function addressesSaidOf(notice: string, notThese: ReadonlySet<string>): SaidOfAddress[] {
  const lines = notice.split('\n');
  return (
    some(saidFrom(lines, AT_THE_BEGINNING, notThese)) ??
    some(saidFrom(lines, NAMED, notThese)) ??
    saidFrom(lines, /@/, notThese)
  );
}

/** Sendmail goes on to the next host; what it says of it is of no address named before. */
const OF_ANOTHER_HOST = /^(?:while talking to |\d{3} \S{1,200} \(smtp\)\.\.\.)/i;

function saidFrom(lines: readonly string[], names: RegExp, notThese: ReadonlySet<string>): SaidOfAddress[] {
  const said = new Map<string, string[]>();
  let current: string[] | null = null;
  for (const line of lines) {
    const named = names.exec(line);
    const address =
      named === null ? undefined : addressesIn(line.slice(named.index)).find((it) => !notThese.has(it));
    if (address !== undefined) {
      current = said.get(address) ?? [];
      said.set(address, current);
    } else if (OF_ANOTHER_HOST.test(line)) current = null;
    current?.push(line);
  }
  return Array.from(said, ([address, its]) => ({ address, said: its.join('\n') }));
}

const some = (found: SaidOfAddress[]): SaidOfAddress[] | null => (found.length > 0 ? found : null);
