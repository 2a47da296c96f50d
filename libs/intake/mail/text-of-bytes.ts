import { westernText } from '../western-text.ts';

/** Bytes as text: UTF-8 if they are that, else each byte a Western character. */
export function textOfBytes(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  return text.includes('\ufffd') ? westernText(new TextDecoder('windows-1252').decode(bytes)) : text;
}
