/** What an answer of a mail server says in numbers, and to which command it was given. */
export interface SmtpAnswer {
  readonly status: string | null;
  readonly replyCode: string | null;
  /** The command that it answered: the recipient, or the text of the mail when the recipient had been accepted. */
  readonly command: 'rcpt' | 'data' | null;
}

const STATUS = /(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)/;
/** A reply code stands before its text, not within numbers, prices and dates. */
const REPLY_CODE = /(?<![\w.#/:-])([45]\d\d)(?=[\s-]|$)(?!\s+(?:attempts?|days?|hours?|bytes?|times?)\b)/;
const TO_DATA =
  /in reply to (?:end of )?data command|after (?:end of data|data|\.)(?:$|[\s:])|at end of data|did not like our (?:final )?data|failed after i sent the message|for text command|>>> data <<<|>>> \. <<<|\[data\]/;
const TO_RCPT =
  /in reply to rcpt to|after rcpt to|did not like our rcpt to|does not like recipient|>>> rcpt to|smtp:rcpt|\brcpt to:|for rcpt command|\[rcpt_to\]/;

export function smtpAnswerIn(text: string): SmtpAnswer {
  const words = text.replace(/\s+/g, ' ').toLowerCase();
  return {
    status: STATUS.exec(text)?.[1] ?? null,
    replyCode: REPLY_CODE.exec(text)?.[1] ?? null,
    command:
      TO_DATA.test(words) && !words.includes('need rcpt') ? 'data' : TO_RCPT.test(words) ? 'rcpt' : null,
  };
}
