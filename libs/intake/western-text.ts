/** What Windows has for the bytes 0x80 to 0x9f, as do all browsers for what calls itself Latin-1. */
const WESTERN = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

/**
 * A text out of mail with quotes, dashes and € in place of the control characters of Latin-1, which nobody writes. Node 20
 * reads windows-1252 so, where a decoder is given all at once.
 */
export function westernText(text: string): string {
  return text.replace(/[\x80-\x9f]/g, (control) => WESTERN.charAt(control.charCodeAt(0) - 0x80));
}
