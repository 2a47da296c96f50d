import { type Mail, readMail } from '#intake';

/** A mail as it is written: headers, an empty line, text. Read as if it had come in. */
export function writtenMail(...lines: readonly string[]): Promise<Mail> {
  return readMail(new TextEncoder().encode(lines.join('\r\n').replace(/(?<!\r)\n/g, '\r\n')));
}

/** A mail of parts, each written as its headers, an empty line and its text. */
export function multipart(headers: readonly string[], type: string, parts: readonly string[]): Promise<Mail> {
  return writtenMail(
    ...headers,
    'MIME-Version: 1.0',
    `Content-Type: multipart/${type}; boundary="BOUND"`,
    '',
    'This is a multi-part message in MIME format.',
    ...parts.flatMap((part) => ['--BOUND', part]),
    '--BOUND--',
    '',
  );
}
