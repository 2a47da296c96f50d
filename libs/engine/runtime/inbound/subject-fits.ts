/** What mail programs put before the subject of an answer or of something passed on, in the languages they speak. */
const PREFIX =
  /^\s*(?:re|aw|antw|antwort|sv|vs|vl|rv|rif|ri|r|res|odp|ynt|ant|回复|回覆|答复|返信|fw|fwd|wg|tr|i|enc|pd|ilt|转发)(?:\[\d{1,3}\])?\s*[:：]\s*/i;
const FIELD = /\{\{[^{}]{0,500}\}\}\}?/;
/** A template that is a field and little else fits everything. */
const FEWEST_LETTERS = 6;

/** Whether a subject answers a mail that was sent with this template of a subject: its fixed words, in their order. */
export function subjectFits(template: string, subject: string): boolean {
  const pieces = template.split(FIELD).map(plain);
  if (pieces.join('').length < FEWEST_LETTERS) return false;
  const text = plain(withoutPrefixes(subject));
  const last = pieces.length - 1;
  if (last === 0) return text === pieces[0];
  let at = 0;
  for (const [index, piece] of pieces.entries()) {
    const found = index === last ? Math.max(at, text.length - piece.length) : text.indexOf(piece, at);
    const fits = text.startsWith(piece, found) && (index > 0 || found === 0);
    if (found < 0 || !fits) return false;
    at = found + piece.length;
  }
  return true;
}

/** More than a conversation has. */
const MOST_PREFIXES = 20;

function withoutPrefixes(subject: string): string {
  let text = subject;
  for (let n = 0; n < MOST_PREFIXES && PREFIX.test(text); n++) text = text.replace(PREFIX, '');
  return text;
}

function plain(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}
