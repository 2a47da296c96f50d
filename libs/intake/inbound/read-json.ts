import { charsetDecoder } from './charset.ts';
import { malformed } from './malformed.ts';

/** The JSON of a body. */
export function readJson(provider: string, body: Uint8Array | string): unknown {
  const text = typeof body === 'string' ? body : charsetDecoder('utf-8').decode(body);
  try {
    return JSON.parse(text);
  } catch {
    throw malformed(provider, 'the body is not JSON');
  }
}
