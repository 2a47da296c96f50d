// What arrives from outside, read: pure. Bytes and payloads in, events and mails out.
export { composeMail } from './inbound/compose-mail.ts';
export { INBOUND_PROVIDERS, type InboundProvider, readInbound } from './inbound/read-inbound.ts';
export type { InboundPost, ReceivedMail } from './inbound/received-mail.ts';
export { machineAgent } from './machine-agent.ts';
export {
  CLASSIFIER_VERSION,
  type Classification,
  type DeliveryAction,
  MAIL_KINDS,
  type MailKind,
  type ReportedRecipient,
  type ReturnedOriginal,
} from './mail/classification.ts';
export { classify } from './mail/classify.ts';
export { FAILURE_REASONS, type FailureReason } from './mail/failure-reason.ts';
export { isForged } from './mail/forged-sender.ts';
export { headerOf, type Mail, type MailHeader, type MailPart } from './mail/mail.ts';
export { readMail } from './mail/read-mail.ts';
export { NOTICE_TYPES, type Notice, type NoticeType } from './notice.ts';
export type { CallDraft, CallRefusal, CallRemark, CallType, EventDraft } from './segment/call.ts';
export type { Known } from './segment/draft-of.ts';
export { countCalls, type Door, type ReadCalls, readCalls, type Sender } from './segment/read-calls.ts';
export { type WebhookProvider, webhookReaders } from './webhooks/index.ts';
export { readPayload } from './webhooks/read-payload.ts';
