import { sameText } from './same-text.ts';
import type { SignedCall, Verdict } from './verdict.ts';

export const SECRET_HEADER = 'x-webhook-secret';

/**
 * Of a provider that signs nothing: a secret in the call, as the password of Basic authentication (which is how it goes into
 * an address), as a bearer token, or in a header of its own.
 */
export function checkSharedSecret({ headers }: SignedCall, secrets: readonly string[]): Verdict {
  const given = secretsIn(headers);
  if (given.length === 0) return 'missing';
  const isRight = given.some((one) => secrets.some((secret) => sameText(one, secret)));
  return isRight ? 'valid' : 'wrong';
}

function secretsIn(headers: SignedCall['headers']): string[] {
  const [, scheme = '', value = ''] = /^(basic|bearer) +(\S+) *$/i.exec(headers.authorization ?? '') ?? [];
  const own = headers[SECRET_HEADER];
  return [
    ...(own ? [own] : []),
    ...(scheme.toLowerCase() === 'bearer' ? [value] : []),
    ...(scheme.toLowerCase() === 'basic' ? [passwordIn(value)] : []),
  ];
}

function passwordIn(basic: string): string {
  const text = Buffer.from(basic, 'base64').toString();
  return text.slice(text.indexOf(':') + 1);
}
