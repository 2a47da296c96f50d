import type { Mail } from './mail.ts';

const CHECKED = /(?:^|;)\s*dmarc\s*=/i;
/** Microsoft says what it would have done, not what the policy is. */
const FAILED =
  /\bdmarc\s*=\s*fail\b.{0,200}?\b(?:p(?:olicy[\w.-]{0,40})?\s*=\s*|action\s*=\s*(?:o\.?|pct\.)?)(reject|quarantine|none)\b/is;
const OF_DOMAIN =
  /(?:^|;)\s*dmarc\s*=[^;]{0,300}?\bheader\.from\s*=\s*(?:[^\s;@]{1,64}@)?([\p{L}\p{N}.-]{1,253})/iu;

/**
 * Does the server that took a mail say that its sender is forged? It does where the check of DMARC failed and the domain of
 * the sender has such mail refused. Without such a policy a check fails for many a mail that is passed on. And it says
 * nothing of the sender that is read here where it has looked at another, or where there are several (RFC 7489, 6.6.1).
 * Whoever forges such a line harms himself alone; a server that checks writes its own in front of all others.
 */
export function isForged({ headers, senders }: Pick<Mail, 'headers' | 'senders'>): boolean {
  if (senders.length > 1) return true;
  // What others have written, such as the address of the envelope, stands in quotes where it has more than one word.
  const lines = headers
    .filter(({ name }) => name === 'authentication-results')
    .map(({ value }) => value.replace(/"[^"]*"/g, '""'));
  // Some servers write a line for each of their checks.
  const said = lines.find((line) => CHECKED.test(line)) ?? '';
  const [, policy] = FAILED.exec(said) ?? [];
  if (policy !== undefined && policy.toLowerCase() !== 'none') return true;
  const [, checked] = OF_DOMAIN.exec(said) ?? [];
  const [sender] = senders;
  return (
    checked !== undefined && sender !== undefined && !isOneDomain(checked.toLowerCase(), domainOf(sender))
  );
}

const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1);

/** A server may name the domain of the sender, or the one above whose policy it is; one of other letters in either spelling. */
function isOneDomain(checked: string, domain: string): boolean {
  if (/[^\p{ASCII}]/u.test(checked + domain)) return true;
  return checked === domain || domain.endsWith(`.${checked}`) || checked.endsWith(`.${domain}`);
}
