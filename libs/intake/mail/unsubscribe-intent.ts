import { firstOf } from './bounded.ts';
import { straightQuotes } from './straight-quotes.ts';

/** A mail that asks by its subject or in a line of its own, as `unsubscribe`. */
const ALONE =
  /^\W{0,3}(?:please\s+|pls\s+|bitte\s+|merci de\s+|por favor,?\s+)?(?:unsubscribe|un-subscribe|opt[ -]?out|remove(?: me)?|stop|abmelden|austragen|abbestellen|löschen|désabonner|désinscrire|désinscription|desinscription|désabonnement|baja|darme de baja|cancelar (?:la )?(?:suscripción|inscrição|assinatura)|descadastrar|remover|cancellami|disiscrivimi|disiscrizione|uitschrijven|afmelden|avregistrera|avsluta|avmeld|afmeld|wypisz(?: mnie)?|odhlásit|отписаться|отпишите|отписка|відписатися|配信停止|配信解除|退会|退订|退訂|取消订阅|取消訂閱|수신 ?거부|구독 ?취소)(?:\s+(?:me|please|bitte|merci|now|thanks|thank you|all|request))*\W{0,5}$/iu;

/** Sentences that ask it, in the main languages. They ask for oneself: a question about the feature asks for nothing. */
const ASKS: readonly RegExp[] = [
  /\b(?:please |kindly |pls )?(?:unsubscribe|un-subscribe) (?:me|us|this|my|our)\b/iu,
  /\b(?:take|remove|delete|drop|strike|scrub) (?:me|us|my (?:name|e-?mail|address|details|data|contact)|this (?:e-?mail|address)|our (?:e-?mail|address|name))\b[^.!?\n]{0,40}\b(?:from|off|out)\b[^.!?\n]{0,40}\b(?:list|lists|mailing|database|emails?|e-?mails?|contacts?|distribution|campaign|crm|system|sequence|cadence|outreach|records)\b/iu,
  /\b(?:please |kindly |pls )?remove me\b(?=\s*(?:[.!,]|please|thanks|thank|$|from))/imu,
  /\b(?:stop|quit|cease) (?:e-?mailing|mailing|contacting|spamming|messaging|writing(?: to)?|sending|bothering|harassing)\b/iu,
  /\b(?:do not|don't|dont|never) (?:e-?mail|mail|contact|message|write(?: to)?|spam|send) (?:me|us|this)\b/iu,
  /\b(?:do not|don't|dont) (?:want|wish) to (?:receive|get|hear)\b[^.!?\n]{0,60}\b(?:e-?mails?|mails?|messages?|anything|from you|more)\b/iu,
  /\b(?:no more|no further) (?:e-?mails?|mails?|messages?|communications?)\b/iu,
  /\bopt (?:me )?out\b|\bi(?:'d| would) like to (?:unsubscribe|opt[ -]out)|\bi (?:want|wish|need) to (?:unsubscribe|opt[ -]out)/iu,
  /\b(?:nehmen|streichen|entfernen|löschen|tragen) sie (?:mich|uns|meine|diese|unsere)\b[^.!?\n]{0,60}\b(?:verteiler|liste|adresse|daten|aus)\b|\b(?:bitte )?(?:keine|nie wieder) (?:weiteren |weitere )?(?:e-?mails?|mails?|nachrichten|werbung)\b|\bmelden sie (?:mich|uns) (?:bitte )?ab\b|\bkontaktieren sie (?:mich|uns) (?:bitte )?nicht (?:mehr|wieder)/iu,
  /\b(?:veuillez |merci de )?(?:me |nous )?(?:désabonner|désinscrire|retirer|supprimer|enlever|rayer)\b[^.!?\n]{0,60}\b(?:liste|listes|fichier|base|diffusion|adresse)\b|\bne (?:me |nous )?(?:contactez|écrivez|envoyez)(?:-moi)? plus\b|\bne (?:plus )?(?:m'envoy|me contact|m'écri)\w{0,4}\b|\bne plus (?:recevoir|me contacter|m'envoyer|m'écrire)\b|\b(?:désabonnez|désinscrivez|supprimez|retirez|enlevez)[- ](?:moi|nous)\b/iu,
  /\b(?:denme|dame|darme|deme|me den|me dé) de baja\b|\b(?:no (?:me|nos) (?:envíen?|escriban?|contacten?|manden?)|dejen? de (?:escribir|enviar|contactar|mandar)\w{0,4})\b|\b(?:quiten|quítenme|elimin(?:en|ar|e)(?:me)?|bórrenme|sáquenme|borrar(?:me)?)\b[^.!?\n]{0,50}\b(?:lista|base|correos?)\b|\bno (?:quiero|deseo) recibir\b/iu,
  /\b(?:não (?:me |quero |desejo )(?:envie|mande|contate|contacte|receber|escreva)\w{0,3})\b|\b(?:remova|retire|retirem|exclua|removam|tire)(?:-me| meu| o meu| me)?\b[^.!?\n]{0,50}\b(?:lista|base|e-?mails?|mailing)\b|\bparem? de (?:enviar|mandar|escrever)\b|\bcancelar (?:a )?(?:minha )?(?:inscrição|assinatura)\b/iu,
  /\b(?:cancell\w{1,6}|rimuov\w{1,6}|toglie\w{1,6}|togli\w{0,4}|elimin\w{1,6})\b[^.!?\n]{0,50}\b(?:lista|mailing|database|elenco|indirizzo)\b|\bnon (?:voglio|desidero) (?:più )?ricevere\b|\bnon (?:mi )?(?:scrivete|scriveteci|contattate|contattatemi|inviate|inviatemi) più\b|\bdisiscriv\w{1,6}\b/iu,
  /\b(?:haal|verwijder|schrap|schrijf) (?:mij|me|ons|mijn)\b[^.!?\n]{0,50}\b(?:lijst|mailinglijst|bestand|uit|adres)\b|\bgeen (?:verdere |e-?)?(?:mails?|berichten|e-?mails?) meer\b|\bta bort (?:mig|oss|min)\b|\bsluta (?:mejla|maila|skicka|kontakta)\b|\bfjern (?:mig|meg|os|min)\b|\bproszę (?:mnie )?(?:usunąć|wypisać|nie (?:pisać|wysyłać|kontaktować))/iu,
  /(?:отпишите|удалите|исключите|уберите) (?:меня|нас|мой|мою|наш)|(?:не|больше не|прекратите) (?:пишите|присылайте|присылать|отправляйте|отправлять|слать|беспокойте)[^.!?\n]{0,30}|(?:прошу|просьба)[^.!?\n]{0,30}(?:отписать|исключить|удалить|не (?:писать|присылать))|配信(?:を|の)?(?:停止|解除|中止)[^。\n]{0,15}(?:して|お願い|希望|ください)|(?:今後|これ以上)[^。\n]{0,20}(?:送らない|連絡しない|メールしない)|(?:请|請)?(?:不要再|别再|別再|勿再)(?:给我|給我|发|發|寄|联系|聯繫)|(?:取消|退)(?:订阅|訂閱|订|訂)|(?:请|請)?(?:把我|将我|將我)[^。\n]{0,20}(?:移除|删除|刪除)|(?:수신|구독)(?:을|를)? ?(?:거부|취소|해지|중단)/iu,
];

/** The words with which a person asks not to be written to again, null if there are none: `text` is what the person wrote. */
export function unsubscribeIntent(subject: string, text: string): string | null {
  if (ALONE.test(subject.replace(/^\s*(?:re|aw|fwd?|sv)\s*:\s*/i, '').trim()))
    return firstOf(subject.trim(), 200);
  const beginning = straightQuotes(text.slice(0, 4_000));
  for (const line of beginning.split('\n')) {
    if (line.length <= 120 && ALONE.test(line.trim())) return line.trim();
  }
  const found = ASKS.map((pattern) => pattern.exec(beginning)?.[0]).find((words) => words !== undefined);
  return found === undefined ? null : firstOf(found.trim(), 200);
}
