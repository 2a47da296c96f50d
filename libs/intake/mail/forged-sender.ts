import type { Mail } from './mail.ts';

const FAILED = /\bdmarc\s*=\s*fail\b.{0,200}?\bp(?:olicy[\w.-]{0,40})?\s*=\s*(reject|quarantine|none)\b/is;

/**
 * Does the server that took a mail say that its sender is forged? It does where the check of DMARC failed and the domain of
 * the sender has such mail refused. Without such a policy a check fails for many a mail that is passed on.
 * Whoever forges such a line harms himself alone; a server that checks writes its own in front of all others.
 */
export function isForged({ headers }: Pick<Mail, 'headers'>): boolean {
  // Some servers write a line for each of their checks.
  const said = headers.find(
    ({ name, value }) => name === 'authentication-results' && /\bdmarc\s*=/i.test(value),
  );
  const [, policy] = FAILED.exec(said?.value ?? '') ?? [];
  return policy !== undefined && policy.toLowerCase() !== 'none';
}
