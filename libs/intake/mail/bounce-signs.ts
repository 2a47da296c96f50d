import { headerOf, type Mail } from './mail.ts';

/** Who writes reports of delivery: programs, by the names that they go by. */
const DAEMON =
  /^(?:mailer-?daemon|mail-?daemon|post_?master|poo?stmaster|mail[._-]?delivery[._-]?(?:system|subsystem|service)?|mmdf|mailerdaemon|delivery|bounces?|no-?reply-?bounce|microsoftexchange[0-9a-f]*|mdaemon|mailsystem|mail-?system|system-?administrator|administrator|admin|root|autoresponder|double-bounce)@?/i;
const DAEMON_NAME =
  /mail(?:er)?[ -]?d(?:a|e)?(?:emon|eamon)|mail deliver(?:y)? (?:sub)?(?:system|service)|delivery (?:sub)?system|system administrator|postmaster|mail administrator|internet mail delivery/i;

/** Subjects of reports of delivery, of many servers and languages. */
const SUBJECTS: readonly RegExp[] = [
  /\b(?:undeliver(?:able|ed)|non-?deliver(?:y|able|ed)|returned (?:mail|message|to sender)|returning (?:message|mail)|return(?:ed)? to sender|mail failure|mail (?:delivery )?(?:failed|failure|error|returned|status)|failure notice|failure delivery|delivery (?:status|failure|failed|error|problem|report|notification|incomplete|unsuccessful)|mail could not be delivered|could not (?:be )?deliver(?:ed)?|(?:message|mail|email|e-mail) (?:you sent )?(?:was |is |status|has been )?(?:not delivered|undeliver|bounced|blocked|delayed|rejected)|notice: mail delivery|bounced? (?:mail|message|e-?mail)|delivery to .{1,100} failed|unable to deliver|undelivered mail|problem delivering|error sending|rejected mail|unknown (?:user|recipient)|user unknown|invalid (?:address|recipient)|smtp server: errors from|loop alert|are not (?:a )?member)\b/i,
  // German, French, Spanish, Portuguese, Italian, Dutch, the Scandinavian ones, Polish, Czech
  /unzustellbar|nicht zugestellt|zustellung(?:sfehler)? (?:fehlgeschlagen|nicht)|zustellungsfehler|nachricht nicht zustellbar|fehlgeschlagene zustellung|non (?:remis|distribu|livr)|échec (?:de la )?(?:remise|livraison|distribution)|message non|notification d'état|no se (?:pudo|puede|ha podido) entregar|no entregado|error de entrega|entrega fallida|não (?:entregue|foi possível)|falha na entrega|mancata consegna|impossibile (?:recapitare|consegnare)|non recapitabile|onbestelbaar|niet (?:bezorgd|afgeleverd)|olevererbart|kunde inte levereras|ikke leveres|ikke levert|niedostarczon|nie można dostarczyć|nedoručiteln|nedoručen|kézbesíthetetlen|toimittamatta/i,
  // Russian, Ukrainian, Japanese, Chinese, Korean, Turkish
  /не доставлено|недоставлен|не удалось доставить|невозможно доставить|не може бути доставлен|недоставл|配信不能|配信(?:に)?失敗|送信(?:できません|エラー|失敗)|メールエラー|配信(?:状況|できません)|エラーメール|戻りメール|未送達|不达|无法(?:投递|送达|传递)|退信|系统退信|無法(?:傳遞|投遞|送達)|退件|반송|배달(?: 못| 실패|되지)|iletilemedi|teslim edilemedi/i,
];

/** What only a server writes, in the text of a report. */
const TEXTS: readonly RegExp[] = [
  /(?:could|can|was|were) ?(?:not|n't) (?:be )?deliver(?:ed|able)?|wasn't able to deliver|unable to deliver|failed permanently|permanent (?:fatal )?errors?|following addresses? (?:had|failed)|failed addresses|delivery (?:has )?(?:to the following|failed|has been delayed|failure)|did not reach the following|was not relayed|this is the (?:mail system at|qmail|dragonfly|mailer-daemon|postfix)|created automatically by (?:the )?mail|automatically generated delivery status|transcript of session|undeliverable|remote host said|message was undeliverable|has been (?:rejected|returned|bounced)|returned to (?:the )?sender|error message below|invalid user address|delivery attempts|duplicated message-id|not a member of this (?:mailing list|group)|message you sent contained/i,
  /не (?:может быть|было|удалось) доставлен|nicht (?:zugestellt|ausgeliefert)|n'a pas pu être|no (?:se )?(?:pudo|ha podido) (?:ser )?entrega|não (?:pôde|foi) (?:ser )?entregue|配信(?:できません|に失敗|不能)|送信(?:でき(?:ません|なかった)|に失敗)|无法送达|無法傳遞/i,
  // An answer of a server with its codes: 550 5.1.1, or 550 behind an address.
  /(?:^|[\s:>])[45]\d\d[ -][45]\.\d{1,3}\.\d{1,3}\b|>?\.{3} ?(?:user|host) unknown|\bsmtp error\b|\bsmtp;\s*[45]\d\d/im,
];

/** Whether a subject is one under which mail servers say that a mail was not delivered. */
export function hasBounceSubject(subject: string): boolean {
  return SUBJECTS.some((pattern) => pattern.test(subject));
}

export interface BounceSigns {
  readonly isFromDaemon: boolean;
  readonly hasText: boolean;
  readonly isReport: boolean;
}

/** What speaks for a report of delivery, besides a delivery status. */
export function bounceSigns(mail: Mail, notice: string): BounceSigns {
  const from = headerOf(mail, 'from') ?? '';
  const returnPath = (headerOf(mail, 'return-path') ?? '').trim();
  return {
    isFromDaemon:
      DAEMON.test(mail.from ?? '') ||
      DAEMON_NAME.test(from) ||
      /^<?mailer-daemon\b/i.test(returnPath) ||
      /^\s*(?:<>)?\s*$/.test(from),
    hasText: TEXTS.some((text) => text.test(notice)),
    isReport:
      /report-type\s*=\s*"?delivery-status/i.test(headerOf(mail, 'content-type') ?? '') ||
      headerOf(mail, 'x-failed-recipients') !== null,
  };
}
