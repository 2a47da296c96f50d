/** The key in a body: clients in browsers have no other place for it. It stands beside the calls or in each of them. */
export function writeKeyIn(body: unknown): string | null {
  if (typeof body !== 'object' || body === null) return null;
  if ('writeKey' in body && typeof body.writeKey === 'string') return body.writeKey;
  return 'batch' in body && Array.isArray(body.batch) ? writeKeyIn(body.batch[0]) : null;
}
