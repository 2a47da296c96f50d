import { headerOf, type Mail } from './mail.ts';

/** Reports that a mail was opened (RFC 8098), and answers to an invitation: sent by programs, and no reply. Null if none. */
export function noticeOf(mail: Mail): string | null {
  const type = headerOf(mail, 'content-type') ?? '';
  if (
    mail.parts.some(({ type: part }) => part === 'message/disposition-notification') ||
    /report-type\s*=\s*"?disposition-notification/i.test(type)
  )
    return 'it says that a mail was opened or deleted';
  const calendar = mail.parts.find(({ type: part }) => part === 'text/calendar');
  const method = /^METHOD:\s*(\w+)/im.exec(calendar?.text ?? '')?.[1] ?? /\bmethod=\W?(\w+)/i.exec(type)?.[1];
  if (method?.toUpperCase() === 'REPLY' || method?.toUpperCase() === 'COUNTER')
    return 'it is the answer of a calendar to an invitation';
  return null;
}
