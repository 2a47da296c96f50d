/** What an answer of a mail server says in numbers, and to which command it was given. */
export interface SmtpAnswer {
  readonly status: string | null;
  readonly replyCode: string | null;
  /** The command that it answered: what the server calls itself, the sender, the recipient, or the text of the mail. */
  readonly command: 'helo' | 'mail' | 'rcpt' | 'data' | null;
}

const STATUS = /(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.]*\d)/g;
/** Statuses that only say that something failed. */
const EMPTY_STATUS = /^[45]\.(?:0\.0|5\.0)$/;
/** A reply code stands before its text, not within numbers, prices and dates. */
const REPLY_CODE = /(?<![\w.#/:-])([45]\d\d)(?=[\s:-]|$)(?!\s+(?:attempts?|days?|hours?|bytes?|times?)\b)/;
const TO_DATA =
  /in reply to (?:end of )?data command|after (?:end of data|data|\.)(?:$|[\s:])|at end of data|did not like our (?:final )?data|failed after i sent the message|for text command|>>> data <<<|>>> \. <<<|\[data\]/;
const TO_RCPT =
  /in reply to rcpt to|after rcpt to|did not like our rcpt to|does not like recipient|>>> rcpt to|smtp:rcpt|\brcpt to:|for rcpt command|\[rcpt_to\]/;

/** Said of recipients alone, whatever command was answered: by Postfix, by Outlook.com, by Yahoo, which says it last. */
const BY_ITS_WORDS =
  /recipient address rejected|requested action not taken: mailbox unavailable|delivery error: dd/;
const TO_MAIL =
  /in reply to mail from|after mail from|did not like our mail from|but sender was rejected|>>> mail from|for mail command|\[mail_from\]/;
const TO_HELO =
  /in reply to (?:helo|ehlo)|after (?:helo|ehlo|initial connection)|but my name was rejected|>>> (?:helo|ehlo)|while receiving the initial/;

export function smtpAnswerIn(text: string): SmtpAnswer {
  const statuses = text.match(STATUS) ?? [];
  return {
    status: statuses.find((status) => !EMPTY_STATUS.test(status)) ?? statuses[0] ?? null,
    replyCode: REPLY_CODE.exec(text)?.[1] ?? null,
    command: commandIn(text.replace(/\s+/g, ' ').toLowerCase()),
  };
}

function commandIn(words: string): SmtpAnswer['command'] {
  if (BY_ITS_WORDS.test(words)) return 'rcpt';
  // Sendmail sends RCPT and DATA at once: who then asks for a recipient has refused the one it was given.
  if (TO_DATA.test(words) && !words.includes('need rcpt')) return 'data';
  if (TO_RCPT.test(words)) return 'rcpt';
  if (TO_MAIL.test(words)) return 'mail';
  return TO_HELO.test(words) ? 'helo' : null;
}
