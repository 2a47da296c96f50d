import { errorCode } from '../error-code.ts';

/** The network's words, and those of the client. */
const NOT_THERE = new Set([
  ...[
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'ENOTFOUND',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
  ],
  ...['CONNECT_TIMEOUT', 'CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'CONNECTION_ENDED'],
]);
/** Connections that fail, a server out of room or connections, one that shuts down or starts. */
const FOR_NOW = /^(08|53|57P0[1-3]$)/;

/** Did a statement fail because the store is not there for now, so that the same call may succeed later? */
export function isAway(error: unknown): boolean {
  const code = errorCode(error) ?? '';
  return NOT_THERE.has(code) || (code.length === 5 && FOR_NOW.test(code));
}
