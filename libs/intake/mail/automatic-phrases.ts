/**
 * How automatic replies begin their subjects, as the mail programs of the world write them (Outlook, Gmail, Apple Mail,
 * Lotus Notes, GroupWise, Zimbra and their translations). They stand at the beginning: somebody who answers
 * an out-of-office note has `Re:` before it.
 */
export const AUTOMATIC_SUBJECTS: readonly RegExp[] = [
  /^\s*(?:\[?external\]?:? ?)?(?:auto(?:matic|mated|matische)?[ -]?(?:reply|response|responder|answer|mail)|autoreply|autoresponse|auto reply|out[ -]of[ -](?:the[ -])?office|ooo\b|oof\b|i am (?:currently )?(?:out of|away from) (?:the |my )?office|away from (?:the |my )?(?:office|mail|desk)|away until\b|on (?:annual|maternity|parental|sick) leave\b|vacation (?:reply|response|notice|message|autoreply|responder)|(?:we (?:have )?received your|your) (?:e-?mail|message|request|inquiry|enquiry|ticket) (?:has been |was )?received|thank(?:s| you) for (?:your (?:e-?mail|message|inquiry|enquiry)|contacting|reaching out)|confirmation of receipt)/i,
  // German, Dutch, Scandinavian, Finnish
  /^\s*(?:automatische (?:antwort|abwesenheit|afwezigheid|mitteilung|reactie|beantwoord)|automatisch antwoord|abwesenheits(?:notiz|meldung|nachricht|assistent|agent)|abwesend|außer haus|nicht im (?:büro|haus)|bin im urlaub|urlaub(?:s|:| bis)|afwezig(?:heid)?|niet aanwezig|buiten kantoor|autosvar|automatiskt svar|automatisk svar|frånvaro|fravær|ikke på kontoret|poissa|automaattinen (?:vastaus|poissa))/i,
  // French, Spanish, Portuguese, Italian, Romanian, Catalan
  /^\s*(?:r[ée]ponse automatique|absen(?:ce|t)(?: du bureau| prolong|\s*:|$)|message d'absence|notification d'absence|en cong[ée]s?\b|respuesta autom[áa]tica|fuera de (?:la )?oficina|ausente\b|ausencia|resposta autom[áa]tica|fora do escrit[óo]rio|aus[êe]ncia|risposta automatica|fuori (?:sede|ufficio)|assente\b|assenza\b|avviso di assenza|r[ăa]spuns automat)/i,
  // Polish, Czech, Slovak, Hungarian, Turkish, Greek, Baltic, South Slavic
  /^\s*(?:automatyczna odpowied[źz]|odpowied[źz] automatyczna|autoodpowied[źz]|poza biurem|nieobecno|automatick[áae] odpov[ěe][ďd]|mimo kancel[áa][řr]|nep[řr][íi]tomnost|automatikus v[áa]lasz|h[áa]zon k[íi]v[üu]l|otomatik (?:yan[ıi]t|cevap)|ofis d[ıi][şs][ıi]nda|αυτόματη απάντηση|εκτός γραφείου|automatski odgovor|samodejni odgovor|automatinis atsakymas|autom[āa]tisk[āa] atbilde|automaatvastus)/i,
  // Russian, Ukrainian, Bulgarian, Japanese, Chinese, Korean, Arabic, Hebrew, Thai, Vietnamese, Indonesian
  /^\s*(?:автоматический ответ|автоответ|автоматична відповідь|автовідповідь|нет на рабочем месте|вне офиса|автоматичен отговор|自動(?:返信|応答|回覆|回复|送信)|不在(?:通知|のお知らせ|応答|連絡)|【自動返信】|\[自動返信\]|(?:自动|自動)(?:回复|答复|回覆|答覆)|外出(?:自动|留言)|不在办公室|자동 ?(?:회신|응답|답장)|부재[ ]?중|رد تلقائي|خارج المكتب|מענה אוטומטי|תשובה אוטומטית|ตอบกลับอัตโนมัติ|trả lời tự động|balasan otomatis|jawapan automatik)/i,
];

/** What only programs say of themselves, in the first words of a text. */
export const SAID_BY_PROGRAMS: readonly RegExp[] = [
  /\bthis is an? (?:automatic(?:ally generated)?|automated|auto-?generated|auto) (?:reply|response|message|e-?mail|notification)\b|\b(?:please )?do not (?:reply|respond) (?:directly )?to this (?:automated |automatic )?(?:e-?mail|message)\b|\byour (?:e-?mail|message) will not be (?:read|forwarded|monitored)\b/i,
  /diese (?:e-?mail|nachricht|antwort) wurde automatisch|dies ist eine automatische|ihre (?:e-?mail|nachricht) wird nicht (?:weitergeleitet|gelesen)|ceci est une? (?:réponse|message) automatique|este es un mensaje automático|esta es una respuesta automática|esta é uma (?:resposta|mensagem) automática|questa è una risposta automatica|dit is een automatisch|detta är ett automatiskt|dette er (?:et|en) automatisk|to jest (?:automatyczna|wiadomość automatyczna)/i,
  /это автоматическ|письмо (?:создано|отправлено|сформировано) автоматически|このメールは.{0,30}自動|自動(?:送信|返信)(?:メール|されて)|返信(?:は)?(?:不可|できません|いただけません)|(?:此|本)(?:邮件|郵件)?(?:为|為|是)?(?:系统|系統)?(?:自动|自動)(?:回复|回覆|发送|發送)|자동 ?(?:회신|응답|발송)/i,
];
