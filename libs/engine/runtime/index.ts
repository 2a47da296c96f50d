import './node-digests.ts';

export {
  type Action,
  type ActionCall,
  type ActionResult,
  type StepPlugin,
  type Steps,
  stepsWith,
} from './actions/action.ts';
export { type Collected, collect, collectLater } from './collect.ts';
export { contactNotFound } from './contacts/contact-not-found.ts';
export { contactSchema } from './contacts/contact-schema.ts';
export { type Erased, erase } from './contacts/erase.ts';
export type { CsvFile } from './contacts/import/csv-file.ts';
export { type ImportReport, importContacts } from './contacts/import/import-contacts.ts';
export { type Merged, merge } from './contacts/merge.ts';
export { type UpsertCall, type UpsertResult, upsert } from './contacts/upsert.ts';
export { exit, pause, requireEnrollment, resume } from './control/control-enrollment.ts';
export { exitAll } from './control/exit-enrollments.ts';
export { decideDue } from './decide-due.ts';
export { deliverDue, type Sent } from './deliver-due.ts';
export { type Engine, Versions } from './engine.ts';
export { type Enrolled, enroll } from './enroll.ts';
export { enrollmentLineSchema } from './enrollment-line.ts';
export type { EnrollmentCall, EnrollmentResult } from './enrollment-places.ts';
export { type MailCall, receiveMail, type TakenMail } from './inbound/receive-mail.ts';
export {
  type Reclassification,
  type Reclassified,
  reclassifyMails,
} from './inbound/reclassify-mails.ts';
export { eventSchema, eventsSchema, type Refusal } from './incoming.ts';
export type { HttpSettings } from './mail/adapters/http-mailer.ts';
export { type MailgunSettings, mailgunMailer } from './mail/adapters/mailgun.ts';
export { type PostmarkSettings, postmarkMailer } from './mail/adapters/postmark.ts';
export { resendMailer } from './mail/adapters/resend.ts';
export { type SendgridSettings, sendgridMailer } from './mail/adapters/sendgrid.ts';
export { type SesSettings, sesMailer } from './mail/adapters/ses.ts';
export { type SmtpSettings, smtpMailer } from './mail/adapters/smtp.ts';
export { isAddress, readAddress } from './mail/address.ts';
export { capturedMailer } from './mail/captured.ts';
export { findMissing, type Lack } from './mail/find-missing.ts';
export { MailLinks } from './mail/mail-links.ts';
export type { Mail, Mailer, MailResult } from './mail/mailer.ts';
export { messageId, readMessageId } from './mail/message-id.ts';
export { previewMail } from './mail/preview-mail.ts';
export { Throttle } from './mail/throttle.ts';
export { type TokenPurpose, TouchTokens } from './mail/touch-token.ts';
export {
  type Migrated,
  type Migration,
  migrateEnrollments,
  previewMigration,
} from './migrate/migrate-enrollments.ts';
export type { Letter, MailTemplate, MissingField, Rendered } from './render/letter.ts';
export { type Renderer, startRenderer } from './render/renderer.ts';
export { runOnce, workOnce } from './run-once.ts';
export { type Advance, advanceClock, type Happened } from './sandbox/advance-clock.ts';
export type { World } from './sandbox/audience.ts';
export { DEMO, type Example, loadExamples, worldOf } from './sandbox/examples.ts';
export { type DemoPlay, playDemo } from './sandbox/play-demo.ts';
export { type CallDelivery, type TakenCalls, takeCalls } from './segment/take-calls.ts';
export { type ActedOn, actOnWaiting } from './waiting/act-on-waiting.ts';
