import { decodeWords } from 'postal-mime';
import { firstOfHeader } from './bounded.ts';
import type { MailHeader } from './mail.ts';

const FIELD = /^([A-Za-z][A-Za-z0-9-]{0,60}):[ \t]?(.*)$/;

/** Groups of fields `Name: value`, unfolded: an empty line ends a group, what is no field is passed over. */
export function fieldGroupsIn(text: string): MailHeader[][] {
  const groups: MailHeader[][] = [];
  let group: { name: string; value: string }[] = [];
  let last: { name: string; value: string } | null = null;
  for (const line of text.split('\n')) {
    if (line.trim() === '') {
      if (group.length > 0) groups.push(group);
      group = [];
      last = null;
    } else if (/^[ \t]/.test(line) && last !== null) {
      last.value = firstOfHeader(`${last.value} ${line.trim()}`);
    } else {
      const [, name, value] = FIELD.exec(line) ?? [];
      last = name === undefined ? null : { name: name.toLowerCase(), value: (value ?? '').trim() };
      if (last !== null) group.push(last);
    }
  }
  if (group.length > 0) groups.push(group);
  return groups.map((fields) =>
    fields.map(({ name, value }) => ({ name, value: firstOfHeader(decodeWords(value)) })),
  );
}

/** The first field of this name, null if there is none; the name in lower case. */
export function fieldOf(fields: readonly MailHeader[], name: string): string | null {
  return fields.find((field) => field.name === name)?.value ?? null;
}

/** Where, in lines of text, the headers of a mail begin: three or more in a row, among them one that mails have. */
export function headersStartAt(lines: readonly string[]): number | null {
  let start = 0;
  let fields = 0;
  let isMail = false;
  for (const [index, line] of lines.entries()) {
    const [, name] = FIELD.exec(line) ?? [];
    if (name !== undefined) {
      if (fields === 0) start = index;
      fields++;
      isMail ||= OF_MAILS.test(name);
    } else if (!(fields > 0 && /^[ \t]+\S/.test(line))) {
      fields = 0;
      isMail = false;
    }
    if (fields >= 3 && isMail) return start;
  }
  return null;
}

const OF_MAILS = /^(?:return-path|received|message-id|mime-version|from|date)$/i;
