import { errorCode } from './error-code.ts';

const AWAY = new Set([
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN'],
  ...['CONNECT_TIMEOUT', 'CONNECTION_CLOSED', 'CONNECTION_DESTROYED', 'CONNECTION_ENDED'],
  // It is shut down or starting, has no connection or no room to spare, or is read-only while another one takes over.
  ...['57P01', '57P02', '57P03', '25006', '53000', '53100', '53200', '53300', '53400'],
  // It was held up, or another transaction went first.
  ...['57014', '55P03', '40001', '40P01'],
]);

/** Is this an error of a store that cannot be reached or cannot go on just now, so that trying again later helps? */
export function isStoreAway(error: unknown): boolean {
  const code = errorCode(error);
  return code !== undefined && (AWAY.has(code) || code.startsWith('08'));
}
