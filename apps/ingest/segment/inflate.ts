import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { DomainError } from '#engine';
import { errorCode } from '#storage';

type Inflate = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const gunzip: Inflate = promisify(zlib.gunzip);
const inflate: Inflate = promisify(zlib.inflate);
const inflateRaw: Inflate = promisify(zlib.inflateRaw);
const brotli: Inflate = promisify(zlib.brotliDecompress);

const INFLATES: Readonly<Record<string, Inflate>> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  // Some leave out the header that this kind should have.
  deflate: (bytes, options) =>
    (bytes[0] ?? 0) % 16 === 8 ? inflate(bytes, options) : inflateRaw(bytes, options),
  br: brotli,
};

/** A body as it was before it was compressed, up to so many bytes: what would become more is given up on the way. */
export async function inflated(bytes: Buffer, encoding: string | undefined, most: number): Promise<Buffer> {
  const said = (encoding ?? '').trim().toLowerCase();
  const isPlain = said === '' || said === 'identity';
  // What begins like gzip is no JSON, whatever its sender forgot to say.
  const name = isPlain && bytes[0] === 0x1f && bytes[1] === 0x8b ? 'gzip' : said;
  if (isPlain && name !== 'gzip') return bytes.length > most ? Promise.reject(tooLarge(most)) : bytes;
  const inflate = Object.hasOwn(INFLATES, name) ? INFLATES[name] : undefined;
  if (!inflate) throw unknown(said);
  try {
    return await inflate(bytes, { maxOutputLength: most });
  } catch (error) {
    throw errorCode(error) === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(most) : broken(name, error);
  }
}

function tooLarge(most: number): DomainError {
  return new DomainError({
    code: 'body-too-large',
    detail: `The body is larger than the ${Math.floor(most / 1024)} KB that are taken, or becomes so.`,
    fix: 'Send it in several calls.',
  });
}

function broken(encoding: string, cause: unknown): DomainError {
  return new DomainError({
    code: 'body-not-inflatable',
    detail: `The body is not ${encoding}, or was cut off.`,
    fix: 'Compress the whole body, or send it as it is and without Content-Encoding.',
    cause,
  });
}

function unknown(encoding: string): DomainError {
  return new DomainError({
    code: 'encoding-unknown',
    detail: `Content-Encoding: "${encoding.slice(0, 60)}" is not known here.`,
    fix: 'Use gzip, deflate or br, or send the body as it is.',
  });
}
