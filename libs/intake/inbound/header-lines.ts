/** The headers of a mail, each with what was folded onto further lines. */
export function headerLines(text: string): [name: string, value: string][] {
  const headers: [string, string][] = [];
  for (const line of text.split(/\r?\n/)) {
    const last = headers.at(-1);
    if (/^[ \t]/.test(line)) {
      if (last) last[1] += ` ${line.trim()}`;
      continue;
    }
    const colon = line.indexOf(':');
    if (colon > 0) headers.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()]);
  }
  return headers;
}

type Headers = readonly (readonly [string, string])[];

/** The first header of a name, null without one. */
export function headerOf(headers: Headers, name: string): string | null {
  return headers.find(([other]) => other.toLowerCase() === name)?.[1] ?? null;
}

/** What a header says that every mail filter writes in its own way: `1.7`, `Yes, score=6.1`. */
export function spamOf(
  flag: string | null,
  score: string | null,
): { spam: boolean | null; spamScore: number | null } {
  const [, word] = /^\s*(yes|no|true|false)\b/i.exec(flag ?? '') ?? [];
  const number = score === null || score.trim() === '' ? Number.NaN : Number(score);
  return {
    spam: word === undefined ? null : /^(yes|true)$/i.test(word),
    spamScore: Number.isFinite(number) ? number : null,
  };
}

/** `<a@b>` and `a@b` are one address. */
export function bare(address: string): string {
  return /^\s*<(.*)>\s*$/.exec(address)?.[1]?.trim() ?? address.trim();
}
