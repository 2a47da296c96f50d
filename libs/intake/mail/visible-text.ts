/** Lines that announce what is quoted, where the mail program writes them on one line. */
const ANNOUNCES: readonly RegExp[] = [
  // On Mon, Apr 2, 2012 at 6:26 PM, Megan <m@example.com> wrote:   and its translations
  /^\W{0,3}(?:on|am|le|el|em|il|op|den|dnia|w dniu|dne|på|vào|pada|στις|tarihinde|na)\b.{0,300}\b(?:wrote|schrieb|(?:a )?écrit|escribió|escreveu|ha scritto|scrisse|schreef|skrev|napisał(?:\(a\)|a)?|napsal(?:\(a\)|a)?|írta|kirjoitti|έγραψε|şunu yazdı|đã viết|menulis)\b.{0,40}:\s*$/iu,
  /^.{0,200}(?:<[^<>\s]{1,200}>|\d{1,2}:\d\d).{0,100}(?:wrote|schrieb|(?:a )?écrit|escribió|escreveu|ha scritto|schreef|skrev|napisał|написал(?:\(а\)|а|\(-а\))?|пише|писал|yazdı|写道|寫道|のメッセージ|さんは書きました|작성)[^:：]{0,20}[:：]\s*$/iu,
  /^.{0,120}\d.{0,120}(?:пользователь|користувач).{0,200}(?:написал|написав|написала):\s*$/iu,
  /^\s*20\d\d[年/.-]\s?\d{1,2}[月/.-]\s?\d{1,2}日?.{0,200}(?:<[^<>\s]{1,200}>).{0,40}[:：]?\s*$/u,
  // ----- Original Message -----
  /^\s*[-_=*]{2,}\s*(?:original(?: e-?mail)? ?message|original appointment|forwarded message|reply message|ursprüngliche nachricht|original(?:nachricht|meddelande)|weitergeleitete nachricht|message (?:d'origine|original|transféré)|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht|oprindelig meddelelse|wiadomość oryginalna|исходное сообщение|пересылаемое сообщение|原始邮件|原始郵件|元のメッセージ|원본 메시지)\s*[-_=*]{2,}/iu,
  /^\s*_{20,}\s*$/,
  /^\s*-{20,}\s*$/,
];

/** Fields that Outlook and its like write over what they quote. */
const FROM =
  /^[\s>*]*(?:from|von|de|da|van|från|fra|od|от|від|발신|寄件者|发件人|發件人|差出人|보낸 ?사람|kimden|feladó)\s*[:：]\s*\S/iu;
const SENT =
  /^[\s>*]*(?:sent|gesendet|envoyé(?: le)?|enviado(?: el| em| a)?|inviato|verzonden|skickat|sendt|wysłano|odesláno|отправлено|надіслано|date|datum|fecha|data|dato|дата|to|an|à|para|a|aan|til|do|кому|subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|тема|件名|宛先|送信日時|主题|主題|收件人|发送时间|寄件日期|제목|받는 ?사람)\s*[:：]/iu;
const SIGNATURE = /^-- ?$/;

/**
 * What the author of a reply wrote: without the mails quoted below, above or between, and without what stands behind `-- `.
 * The line by which a phone names itself stays, since nobody can tell it from a sentence.
 */
export function visibleText(text: string): string {
  const lines = joinedAnnouncements(text.split('\n'));
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (SIGNATURE.test(line)) break;
    if (isForwardedBlock(lines, at)) break;
    if (isAnnouncement(line)) {
      if (isQuoted(nextLine(lines, at + 1))) continue;
      break;
    }
    if (isQuoted(line)) continue;
    kept.push(line.trimEnd());
  }
  return kept
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** What is looked at of a line: longer ones are sentences. */
const LONGEST_ANNOUNCEMENT = 500;

const isAnnouncement = (line: string, patterns = ANNOUNCES): boolean =>
  line.length <= LONGEST_ANNOUNCEMENT && patterns.some((pattern) => pattern.test(line));

const isQuoted = (line: string): boolean => /^\s{0,3}(?:>|\|\s)/.test(line);

const nextLine = (lines: readonly string[], from: number): string =>
  lines.slice(from, from + 5).find((line) => line.trim() !== '') ?? '';

/** `From: … / Sent: … / Subject: …`: two of them in three lines. */
function isForwardedBlock(lines: readonly string[], at: number): boolean {
  if (!FROM.test(lines[at] ?? '')) return false;
  return lines.slice(at + 1, at + 4).filter((line) => SENT.test(line)).length >= 2;
}

/** An announcement that was broken over two or three lines is one line again. */
function joinedAnnouncements(lines: readonly string[]): string[] {
  const joined: string[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at] ?? '';
    const taken = [2, 3].find((count) => {
      if (line.trim() === '' || isQuoted(line) || !/\d|@/.test(line)) return false;
      const whole = lines.slice(at, at + count);
      if (whole.some((part) => part.trim() === '' || isQuoted(part))) return false;
      const one = whole.join(' ');
      return !isAnnouncement(whole.at(-1) ?? '') && isAnnouncement(one, ANNOUNCES.slice(0, 3));
    });
    joined.push(taken === undefined ? line : lines.slice(at, at + taken).join(' '));
    at += (taken ?? 1) - 1;
  }
  return joined;
}
