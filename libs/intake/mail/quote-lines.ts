/** Lines that announce what is quoted, where the mail program writes them on one line. */
export const ANNOUNCES: readonly RegExp[] = [
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
export const FROM_FIELD =
  /^[\s>*]*(?:from|von|de|da|van|från|fra|od|от|від|발신|寄件者|发件人|發件人|差出人|보낸 ?사람|kimden|feladó)\s*[:：]\s*\S/iu;
export const OTHER_FIELD =
  /^[\s>*]*(?:sent|gesendet|envoyé(?: le)?|enviado(?: el| em| a)?|inviato|verzonden|skickat|sendt|wysłano|odesláno|отправлено|надіслано|date|datum|fecha|data|dato|дата|to|an|à|para|a|aan|til|do|кому|subject|betreff|objet|asunto|assunto|oggetto|onderwerp|ämne|emne|temat|тема|件名|宛先|送信日時|主题|主題|收件人|发送时间|寄件日期|제목|받는 ?사람)\s*[:：]/iu;

/** Lines by which a phone or a program names itself below a reply. */
export const FOOTERS: readonly RegExp[] = [
  /^\s*(?:sent from (?:my|mail|outlook|yahoo|samsung|blackberry|proton|a )|sent (?:with|via|using) \S|get outlook for|get the new outlook)/i,
  /^\s*(?:von meinem .{1,40} gesendet|gesendet (?:von|mit|aus|über) |diese nachricht wurde von meinem |outlook für (?:ios|android) (?:holen|beziehen)|laden sie outlook)/i,
  /^\s*(?:envoyé (?:de|depuis|à partir) |télécharge[rz] outlook|obtenir outlook|enviado (?:desde|do|a partir|con|com) |obtener outlook|obter o? ?outlook|descarga outlook|inviato da(?:l|lla)? |ottieni outlook|scarica outlook)/i,
  /^\s*(?:verstuurd vanaf |verzonden (?:vanaf|met|met behulp) |outlook voor (?:ios|android)|skickat från |sendt fra |hentet outlook|wysłano z |wysłane z |odesláno z |lähetetty )/i,
  /^\s*(?:отправлено (?:с|из|от) |надіслано з |iphoneから送信|androidから送信|私の.{1,20}から送信|发自我的|從我的.{1,20}傳送|发送自|나의 .{1,20}에서 보냄|iphone에서 보냄)/i,
];
