import { describe, expect, test } from '@jest/globals';
import { FAILURE_PHRASES } from './failure-phrases.ts';
import { FAILURE_REASONS, type FailureReason, failureReason, isOfTheAddress } from './failure-reason.ts';
import { smtpAnswerIn } from './smtp-answer.ts';

const reasonOf = (said: string): FailureReason => failureReason(said, smtpAnswerIn(said));

const SAID: Partial<Record<FailureReason, readonly string[]>> = {
  'no-such-address': [
    '550 5.1.1 <ana@example.com>: Recipient address rejected: User unknown in virtual mailbox table',
    "550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's\n550-5.1.1 email address for typos or unnecessary spaces. Learn more at https://support.google.com/mail/?p=NoSuchUser",
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ana@example.com not found by SMTP address lookup',
    '#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##',
    '550 5.4.1 [ana@example.com]: Recipient address rejected: Access denied. AS(201806281)',
    'Sorry, no mailbox here by that name. (#5.1.1)',
    'User ana (ana@example.com) not listed in public Name & Address Book',
    "554 delivery error: dd This user doesn't have a yahoo.com account (ana@yahoo.com) [-5] (in reply to RCPT TO command)",
    '550 5.1.1 user unknown',
    '553 5.3.0 <ana@example.com>... Addressee unknown (in reply to RCPT TO command)',
    '550 5.1.6 recipient no longer on server: ana@example.com',
    'unknown user: "ana"',
    'Invalid final delivery userid: ana@example.com',
    "The recipient's e-mail address was not found in the recipient's e-mail system.",
    '550 #5.1.0 Address rejected.',
    'SMTP error from remote mail server after RCPT TO:<ana@example.com>: 550 No such user here',
    '550 5.1.1 <ana@free.fr>: Recipient address rejected: undeliverable address: host said: 550 (in reply to RCPT TO command)',
    '550 5.2.1 The email account that you tried to reach does not exist (in reply to RCPT TO command)',
    '550 5.5.0 Requested action not taken: mailbox unavailable (in reply to RCPT TO command)',
    '550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR_416 [416]',
    'Die E-Mail-Adresse ana@example.com wurde nicht gefunden',
    '宛先のメールアドレスが見つかりません',
    '554 5.1.1 RCP-P1 https://www.facebook.com/postmaster/response_codes?ip=1#rcp',
  ],
  'no-such-host': [
    'Host or domain name not found. Name service error for name=example.cmo type=A: Host not found',
    'all relevant MX records point to non-existent hosts',
    "Sorry, I couldn't find any host named example.cmo. (#5.1.2)",
    'Unrouteable address',
    '550 5.1.2 <ana@example.cmo>... Host unknown (Name server: example.cmo: host not found)',
    '554 5.4.4 Unable to resolve: domain does not exist',
    '550 5.4.4 ROUTING.NoConnectorForAddressType; unable to find host',
  ],
  'takes-no-mail': [
    '556 5.1.10 Recipient address has null MX',
    '521 5.3.2 host does not accept mail',
    '550 5.3.2 system not accepting network messages',
  ],
  moved: ['551 5.1.6 User has moved; please try <ana@example.org>', '551 5.7.0 recipient has moved'],
  inactive: [
    '550 5.2.1 The email account that you tried to reach is disabled. Learn more at',
    '550 5.2.1 <ana@example.com>: Mailbox inactive for too long',
    '554 30 Sorry, your message to ana@yahoo.com cannot be delivered. This account has been disabled or discontinued [#102].',
    'vdelivermail: account is locked email bounced.',
    '550 5.1.1 OFR_420 Compte utilisateur inactif [420]',
  ],
  'mailbox-full': [
    '452-4.2.2 The email account that you tried to reach is over quota. Please direct the recipient to',
    '552 5.2.2 Over quota',
    '550 5.2.2 STOREDRV.Deliver; mailbox full. The following information should help identify the cause',
    'User mailbox exceeds allowed size: ana@example.com',
    'user is over quota',
    "The recipient's mailbox is full and can't accept messages now.",
    '554 5.2.2 mailbox full (in reply to RCPT TO command)',
    '550 5.7.1 maildir delivery failed: UserDisk quota (262144000 bytes) exceeded',
    '送信先のメールボックスが一杯のため、送信できませんでした。',
  ],
  'too-big': [
    '552 5.3.4 Message size exceeds fixed limit',
    "552-5.2.3 Your message exceeded Google's message size limits.",
    '550 5.2.3 RESOLVER.RST.SendSizeLimit; message too large for this sender',
  ],
  'no-relaying': [
    '554 5.7.1 <ana@example.com>: Relay access denied',
    '550 relay not permitted',
    "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",
    '550 5.7.64 TenantAttribution; Unable to relay',
  ],
  unauthenticated: [
    '550-5.7.26 This message does not pass authentication checks (SPF and DKIM both\n550-5.7.26 do not pass).',
    '550 5.7.1 Unauthenticated email from example.com is not accepted due to domain DMARC policy',
    '550 5.7.25 The IP address sending this message does not have a PTR record setup',
    '450 4.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.1]',
  ],
  'sender-refused': [
    '553 5.1.8 <bob@example.com>... Domain of sender address bob@example.com does not exist',
    '550 5.1.0 <bob@example.com>: Sender rejected: user unknown',
    '550 5.1.0 sender rejected. Refer to Error Codes section',
    'SMTP error from remote mail server after MAIL FROM:<bob@example.com> SIZE=1: 550 user unknown',
  ],
  blocked: [
    '554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org',
    '550 5.7.606 Access denied, banned sending IP [192.0.2.1]',
    '421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints - 4.16.55.1',
    "550 SC-001 (BAY004) Unfortunately, messages from 192.0.2.1 weren't sent. Please contact your Internet service provider since part of their network is on our block list",
    '550 Ip frequency limited',
    '554 Your IP (192.0.2.1) is denied access to this server',
  ],
  spam: [
    '550-5.7.1 Our system has detected that this message is likely unsolicited mail. To reduce the amount of spam sent',
    '554 5.7.1 This message has been classified as SPAM',
    '550 High probability of spam',
    '550 5.2.0 Mail rejete. Mail rejected. OFR_506 [506]',
  ],
  policy: [
    '554 5.7.1 Message rejected due to content restrictions policy',
    '550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy',
  ],
  'too-many': ['421 4.7.0 Too many connections, try again later', '452 4.5.3 Too many recipients'],
  content: ['554 5.6.0 Message contains a virus: Eicar', '550 5.7.1 header error', '554 5.4.6 Too many hops'],
  expired: [
    'delivery temporarily suspended: connection timed out',
    '#550 4.4.7 QUEUE.Expired; message expired ##',
    'retry timeout exceeded',
    "I'm not going to try again; this message has been in the queue too long.",
  ],
  network: [
    'connect to mx.example.com[192.0.2.1]:25: Connection refused',
    "Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)",
    '450 4.4.3 dns: NXDOMAIN for host example.com',
  ],
  system: ['451 4.3.0 Error: queue file write error', 'Unable to contact LDAP server. (#4.3.5)'],
  refused: [
    '550 Unknown user ana@docomo.example (in reply to end of DATA command)',
    '550 : User unknown',
    '550 5.7.1 Access denied',
  ],
  unknown: ['', '550 x', 'Something odd has come to pass'],
};

describe('why a mail was not delivered', () => {
  for (const [reason, texts] of Object.entries(SAID)) {
    for (const said of texts) {
      test(`${reason}: ${said.slice(0, 80)}`, () => expect(reasonOf(said)).toBe(reason));
    }
  }

  test('only an address that will never take a mail is at fault for good', () => {
    expect(FAILURE_REASONS.filter(isOfTheAddress)).toEqual([
      'no-such-address',
      'no-such-host',
      'moved',
      'takes-no-mail',
    ]);
  });

  test('whoever accepted the recipient and then refuses the text does not know that the user is unknown', () => {
    expect(reasonOf('550 unknown user (in reply to RCPT TO command)')).toBe('no-such-address');
    expect(reasonOf('550 unknown user (in reply to end of DATA command)')).toBe('refused');
  });

  test('no phrase takes long, whatever it is looked for in', () => {
    const texts = [
      'user ',
      'mailbox is ',
      'address <> ',
      '550-5.1.1 ',
      'a@',
      'the recipient ',
      'from domain ',
    ];
    const started = process.cpuUsage();
    for (const text of texts) {
      const long = text.repeat(Math.ceil(1_000_000 / text.length));
      expect(FAILURE_PHRASES.length).toBeGreaterThan(10);
      expect(FAILURE_REASONS).toContain(reasonOf(long));
    }
    expect(process.cpuUsage(started).user / 1e3).toBeLessThan(10_000);
  });
});
