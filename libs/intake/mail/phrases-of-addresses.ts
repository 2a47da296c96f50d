import type { Phrases } from './failure-phrases.ts';

/** What is said of the address, its mailbox and its domain. */
export const OF_ADDRESSES: readonly Phrases[] = [
  [
    'moved',
    `(?:user|recipient|address|mailbox|account|he|she|i) (?:has |have |is |was )*(?:moved|relocated)
     has moved|new (?:e-?mail |mail )?address (?:is|:)|has been replaced by|address (?:has )?changed
     please (?:try|use) (?:the new|another|<)|has left the (?:company|organi[sz]ation)`,
  ],
  [
    'inactive',
    `(?:mail ?box|account|user|recipient|address|e-?mail) ~ (?:disabled|suspended|inactive|deactivated|locked|frozen|discontinued)
     (?:mail ?box|account|user|recipient|address) (?:<> )?(?:is |has been |was |been |currently |temporarily |now )+(?:\\w+ )?(?:blocked|expired|closed|restricted|unavailable|not active)
     (?:disabled|suspended|inactive|deactivated|locked|frozen|expired) (?:mail ?box|account|user|recipient|address)
     mailbox (?:currently )?(?:suspended|unavailable or|disabled|inactive|locked|frozen)
     account (?:disabled|inactive|suspended|locked|expired|that you tried to reach is disabled)|ofr_?(?:417|420|426)
     user (?:not active|is not active)|not (?:an )?active (?:user|account|mailbox)|boite du destinataire archivee
     on vacation|domain (?:is )?(?:suspended|disabled|inactive)|discontinued|temporarily (?:disabled|inactivated)
     compte utilisateur inactif|ящик (?:временно )?(?:заблокирован|отключ)|конто? deaktiviert|利用(?:を)?停止|停止中`,
  ],
  [
    'no-such-host',
    `(?:host|domain|server|hostname)(?: name)? (?:\\S{1,100} )?(?:is )?(?:unknown|not found|does ?n[o']t exist|not (?:be )?(?:found|known|resolvable))
     (?:host|domain|dns|mx) (?:name )?lookup (?:error|failure|failed)|name (?:is )?not found|must resolve
     (?:host|domain) (?:name )?(?:could ?n[o']t|cannot|can't) be (?:found|resolved)
     unknown (?:host|domain|mail server|local host)|no such (?:host|domain)|illegal host|invalid (?:domain|host)
     unrouteable (?:mail )?(?:domain|address)|unroutable|bad destination (?:host|system|mail system)|nxdomain
     dns (?:lookup )?(?:failure|error)|name service error|name or service not known|no route to domain
     (?:could ?n[o']t|cannot|can't|unable to) (?:find|resolve|locate) (?:any |a |an |the )?(?:host|domain|mail exchanger|mx)
     all relevant mx records point to non-?existent|mx (?:lookup|records?) (?:fail|error|not|for ~ not)|no mx
     domain (?:\\S{1,120} )?(?:does not exist|is not|not found|could ?n[o']t be found)|address resolution
     the domain name ~ does not|this domain is not
     domain ~ (?:nicht gefunden|introuvable|no encontrad|não encontrad|non trovat|nie znaleziono)|домен ~ не (?:найден|существует)
     ドメイン(?:が|名が)?(?:見つかり|存在し|不明)|域名(?:不存在|未找到)`,
  ],
  [
    'no-such-address',
    `(?:user|recipient|mail ?box|address|account|destination|addressee|local ?part|alias|e-?mail|person|name|receiver|customer|subscriber|list|id)s? (?:name |address |account |id |mailbox |e-?mail )*(?:\\S{1,100} )?(?:is |was |are |has |could |can |does |do |no |<> )*(?:not |n[o']t )?(?:unknown|found|known|exist(?:s|ing)?\\b|valid\\b|recogni[sz]ed|listed|here\\b|available|local\\b|invalid|undeliverable|non-?exist|unrecogni[sz]ed|deleted|illegal|bad\\b|incorrect|wrong)
     (?:user|recipient|mail ?box|address|account|e-?mail)s? ~ (?:does ?n[o']t|do ?n[o']t|did ?n[o']t|is ?n[o']t|was ?n[o']t|could ?n[o']t|can ?n[o']t|cannot) (?:be )?(?:exist|found|known|valid|listed|recogni[sz]ed|reached|available)
     no longer (?:on|valid|exists|active|available|accept|in use|employed|works?)
     (?:unknown|invalid|no such|non-?exist[ae]nt|unrecogni[sz]ed|bad|illegal|no valid|undeliverable|unavailable|incorrect|deleted|wrong) (?:e-?mail |mail ?|local |virtual |destination |user'?s? |recipient'?s? |mailbox |final |delivery |to )*(?:user|recipient|mail ?box|address|account|addressee|local ?part|alias|person|name|receiver|customer|subscriber|destination)
     (?:doesn't|does not|don't|do not|didn't|did not) (?:have|exist|recogni[sz]e|match|list)|user (?:not|unknown)
     no mailbox (?:here )?by that name|no (?:such )?(?:user|mailbox|account|recipient|person|address)\\b
     recipient (?:not|unknown)|not our customer|can't create user output|delivery error: dd|not an? (?:valid|known|local)
     there is no one|unknown in (?:local|virtual|relay)|isn't (?:a|in)|couldn't be (?:found|located)|wasn't found
     resolver\\.adr\\.\\w*notfound|recipnotfound|unable to (?:find|lookup) (?:the )?(?:user|recipient|address)
     mailbox unavailable|addressee unknown|address (?:error|unknown)|check (?:if|that) (?:the |this )?(?:e-?mail )?address
     not listed in (?:public |domino |the )|name (?:&|and) address book|rcp-p1|int-p[134]|5\\.1\\.1\\b
     destinataire (?:in(?:connu|valide)|n'existe)|adresse (?:\\S{1,20} ){0,5}(?:invalide|inconnue|introuvable|n'existe)|ofr_?(?:402|41[56])
     adresse (?:<> )?(?:wurde )?nicht gefunden|empfänger (?:ist )?(?:unbekannt|nicht gefunden)|existiert nicht|unbekannter (?:benutzer|empfänger)
     (?:direcci[óo]n|usuario|destinatario|buz[óo]n) ~ (?:no (?:existe|se (?:ha )?encontr)|desconocid)|no se encontró la direcci
     (?:endereço|usuário|destinatário) ~ (?:não (?:existe|foi encontrad)|desconhecid|inválid)
     (?:indirizzo|utente|destinatario) ~ (?:non (?:esiste|trovat|valid)|inesistente|sconosciut)
     (?:adres|gebruiker|ontvanger) ~ (?:niet gevonden|bestaat niet|onbekend)|adresu? ~ nie (?:znaleziono|istnieje)
     (?:пользовател|адрес|ящик|получател)\\S{0,4} ~ не (?:найден|существует)|нет такого пользователя
     (?:宛先|送信先|メールアドレス|ユーザ)[^。]{0,30}(?:見つかり|存在し|不明|間違|誤り)|(?:用户|收件人|邮箱|地址)(?:不存在|未找到|无效)`,
  ],
  [
    'takes-no-mail',
    `(?:does|do|will|can)(?: not|n't|not) accept (?:any |incoming |e-?|inbound )*(?:mail|messages)|null ?mx
     not accepting (?:network )?(?:mail|messages|e-?mail)|does not receive mail|mail is not accepted|no mail accepted
     not a mail (?:server|host)|host does not accept|system not accepting`,
  ],
];
