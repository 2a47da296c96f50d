// What arrives from outside, read: pure. Bytes and payloads in, events and mails out.
export { NOTICE_TYPES, type Notice, type NoticeType } from './notice.ts';
