import type { InboundPost } from '#intake';

/** A request as the samples write it down: its body as text, as base 64, or as the fields of a form. */
export interface WrittenRequest {
  readonly contentType: string;
  readonly bodyText?: string;
  readonly bodyBase64?: string;
  readonly multipart?: Readonly<Record<string, FormValue | readonly FormValue[]>>;
}

type FormValue =
  | string
  | { readonly $file_b64: string; readonly name: string; readonly content_type: string | null };

const BOUNDARY = 'boundary-of-the-samples';

/** The bytes that a written-down request had on the wire. */
export function requestBytes({ contentType, bodyText, bodyBase64, multipart }: WrittenRequest): InboundPost {
  if (multipart === undefined) {
    const body = bodyBase64 === undefined ? Buffer.from(bodyText ?? '') : Buffer.from(bodyBase64, 'base64');
    return { contentType, body };
  }
  const parts = Object.entries(multipart).flatMap(([name, values]) =>
    (Array.isArray(values) ? (values as readonly FormValue[]) : [values as FormValue]).map((value) =>
      partOf(name, value),
    ),
  );
  const body = Buffer.concat([...parts, Buffer.from(`--${BOUNDARY}--\r\n`)]);
  return { contentType: `${contentType.split(';')[0]}; boundary=${BOUNDARY}`, body };
}

function partOf(name: string, value: FormValue): Buffer {
  const isFile = typeof value !== 'string';
  const filename = isFile ? `; filename="${value.name.replace(/["\\]/g, '\\$&')}"` : '';
  const type = isFile ? `Content-Type: ${value.content_type ?? guessed(value.name)}\r\n` : '';
  return Buffer.concat([
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${filename}\r\n${type}\r\n`),
    isFile ? Buffer.from(value.$file_b64, 'base64') : Buffer.from(value),
    Buffer.from('\r\n'),
  ]);
}

/** What a client takes a file for that is given no type, by its name. */
function guessed(name: string): string {
  const [, ending = ''] = /\.(\w+)$/.exec(name) ?? [];
  return { txt: 'text/plain', png: 'image/png', msg: 'message/rfc822' }[ending] ?? 'application/octet-stream';
}
