import type { Phrases } from './failure-phrases.ts';

/** What the mail, its sender, or the server that sends it is refused for; and what is plainly full. */
export const OF_SENDERS: readonly Phrases[] = [
  [
    'no-such-address',
    // A directory or an access table that does not have the address: it is the recipient that is denied.
    `recipient address rejected: access denied
     (?:user|mailbox|recipient|address)(?: <>)? (?:unknown|not found|does not exist) ~ polic`,
  ],
  [
    'too-big',
    `message (?:is )?too (?:big|large|long)
     (?:message|mail) (?:header )?size (?:exceeds|limit)
     (?:exceed(?:s|ed)?|over) (?:the )?(?:fixed |maximum |max |message |static |mail )*size
     size limit exceeded|message file too big|mail file size|max message size|message length exceeds
     too (?:large|big) (?:for|to)|resolver\\.rst\\.\\w*sizelimit
     メール(?:の)?(?:容量|サイズ)が|サイズ(?:制限|超過)`,
  ],
  [
    'mailbox-full',
    `(?:mail ?box|inbox|mail ?folder|account|maildir|disk|storage|space|recipient|user)(?:'s)? ~ (?:is|are|was|has been)? ?(?:full|over ?quota)
     over (?:its |the |disk |mail ?box |their |his |storage |allocated )*quota
     exceed(?:ed|s|ing|ing)? (?:its |the |their |his |disk |mail ?box |storage |allowed |allocated |maximum )*(?:quota|storage|space|allocation|capacity)
     mail ?box (?:size )?(?:limit|quota|exceeded|full|space|exceeds)|full mailbox
     quota (?:is )?(?:exceeded|violation|full)|disk (?:quota|full)|not within quota
     insufficient (?:disk )?(?:space|quota|storage)|not enough (?:storage|disk|space|room)
     out of (?:storage|space|disk)|too much mail data|no space left for (?:this )?user|storage (?:is )?full
     would (?:be over|exceed) (?:the )?quota|has (?:reached|run out of) ~ (?:quota|space|limit)
     ofr_?(?:422|436)|storedrv ~ quota|capacity limit
     переполнен|ящик полон|boîte (?:aux lettres |de réception )?(?:est )?pleine|postfach ~ voll|speicherplatz
     buz[óo]n (?:est[áa] )?lleno|caixa (?:de correio )?(?:est[áa] )?cheia|casella (?:è )?piena|bo[iî]te ~ pleine
     メールボックスが(?:一杯|いっぱい)|メールボックスの容量|容量(?:を超|オーバー|制限)|邮箱(?:已满|空间不足)`,
  ],
  [
    'no-relaying',
    `relay(?:ing)? (?:access |is |was )?(?:denied|prohibited|not (?:permitted|allowed)|disallowed|disabled|forbidden)
     not (?:permitted|allowed|authori[sz]ed) to relay|unable to relay|can(?:no|')t relay|no relaying
     (?:do|does|will) not relay|not an? (?:open )?relay|insecure mail relay|illegal relay|not a gateway
     isn't in my list of allowed rcpthosts|isn't in my control/locals|not local host
     when attempting to send to a non-local|must be a local user|not a registered gateway user`,
  ],
  [
    'unauthenticated',
    `dmarc|\\bspf\\b|\\bdkim\\b|domainkeys|sender policy framework|sender id
     authentication (?:information|checks?|required|failure|failed|needed)|not pass authentication
     unauthenticated (?:e-?mail|mail|sender)|sender (?:is )?not authenticated|must authenticate
     \\bptr\\b|reverse (?:dns|lookup|hostname|name)|\\brdns\\b|fcrdns|ip name lookup failed
     (?:cannot|can't|could not) (?:find|resolve) your|unresolvable (?:client|reverse)
     does not have a (?:valid )?dns|dns (?:name )?entry|forged (?:ip|hostname)
     (?:helo|ehlo) (?:command )?(?:rejected|name)|my name was rejected|invalid (?:helo|ehlo)
     domain of your mail server|starttls|\\btls\\b (?:is )?required|encryption required`,
  ],
  [
    'sender-refused',
    `sender (?:address |domain |verify |e-?mail )*(?:rejected|refused|denied|blocked|invalid|unknown|failed|verification)
     sender (?:address |domain )?(?:was |is |does |do )?not|sender'?s? (?:address|domain)|sender was rejected
     (?:invalid|bad|unknown) sender|backscatter|domain of sender|return path|envelope[- ]from
     (?:mail|message|e-?mail)s? from (?:<> |\\S{1,100} )?(?:is |are |has been |have been |was |were |will )*(?:rejected|refused|not (?:accepted|allowed|wanted)|blocked|denied|prohibited)
     from (?:address|domain) ~ (?:rejected|refused|not|invalid|does)|mail from (?:domain|address|command)
     server access forbidden|5\\.1\\.[78]\\b|does not want to receive (?:mail|messages) from
     you are not (?:allowed|permitted|authori[sz]ed) to (?:send|post|use)|not authori[sz]ed to send
     send mail as|cannot send e-?mail to yourself|only accepts? (?:mail|messages|e-?mail) from
     not (?:a )?member (?:of|in)|resolver\\.rst\\.(?:notauthorized|authrequired|\\w*restricted)`,
  ],
  [
    'spam',
    `\\bspam\\b|spamm|unsolicited|junk ?mail|bulk (?:e-?)?mail|blacklisted url|\\buribl\\b|\\bsurbl\\b|phish
     considered (?:as )?(?:junk|spam)|mail rejete|ofr_?506|content (?:filter|scanner|analysis)|classified as`,
  ],
  [
    'blocked',
    `black ?list|block ?list|blocklisted|\\brbl\\b|\\bdnsbl?\\b|spamhaus|spamcop|barracudacentral|sorbs|senderbase
     reputation|banned|access (?:from|for) (?:your |this |the )?(?:ip|host|server)|banned sending ip
     your (?:ip|host|server|network|mail server|domain) ~ (?:block|reject|list|denied|refus|banned|not allowed)
     (?:ip|host|client|server|connection) ~ (?:blocked|banned|denied|listed|rejected for)
     blocked (?:by|for|due|using|ip|from)|(?:messages?|mail|e-?mail) (?:was |were |has been |is )?blocked
     client host (?:rejected|blocked)|temporarily deferred due to user complaints|your isp|dynamic ip|dial-?up
     not accepting (?:connections|mail) from|connections? (?:not accepted|refused) from|we don't accept mail from
     bad (?:host|ip)|invalid ip for sending|server access ~ forbidden|no access from mail server
     (?:ip|domain|connection|sender) frequency limited|refused (?:to talk|by)|ofr_?(?:10[0-9]|11[0-9]|418|425|510)
     service (?:not available|unavailable)[; ,]+(?:client|sending|helo)`,
  ],
  [
    'content',
    `virus|malware|infected|trojan|\\bclamav\\b|header error|malformed (?:address|header|message|mime|recipient)
     invalid (?:header|message|attachment|character)|attachment|charset|non-?ascii|bare (?:lf|cr|line)|8-?bit|\\bmime\\b
     media error|message content|content (?:rejected|not allowed|is not|error|denied)|improper(?:ly)? format
     not rfc|rfc ?(?:2822|5322|822|5321)|line too long|duplicated? (?:message-?id|header|from|subject)
     missing (?:header|from|date|message-id|subject)|multiple (?:from|headers|addresses in)
     subject (?:header )?(?:is )?(?:required|missing)|mails? loop|routing loop|loop(?:ing)? (?:alert|detected)
     message looping|too many hops|hop count`,
  ],
  [
    'policy',
    `polic(?:y|ies)|prohibited|violat|administrative(?:ly)? (?:prohibit|den)|security (?:problem|reason|error)
     not permitted|local configuration|restricted|message (?:was )?(?:rejected|refused) (?:by|due|because|for)
     transaction (?:failed|rejected)|denied by|suspicious|transport\\.rules|not authori[sz]ed|suspected`,
  ],
  [
    'too-many',
    `too many (?:connections|messages|recipients|sessions|concurrent|errors|emails|mails)
     too (?:fast|quickly|frequently)|throttl|receiving mail (?:at )?too|unusual rate|temporarily rate limited
     (?:rate|connections?|sending|message|recipient|hourly|daily) (?:rate )?limit|limit (?:exceeded|reached)
     try again later, closing|exceeded (?:the )?(?:maximum |max )?(?:number|rate|limit|sending)`,
  ],
];
