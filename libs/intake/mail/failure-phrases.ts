import type { FailureReason } from './failure-reason.ts';

/**
 * What mail servers say, in lower case, by what they mean by it; the first that fits counts. What is the sender's fault
 * stands before what is the address's, since `user unknown` also stands in many a refusal of a sender; a full mailbox
 * stands first, since it is said most plainly. Sources: the texts of the servers themselves (Postfix, Exim, Sendmail,
 * qmail, Exchange, Courier, OpenSMTPD) and the published lists of the large providers (Google, Microsoft, Yahoo, Apple,
 * Mail.Ru, Orange, Tencent, NTT docomo, KDDI).
 */
export const FAILURE_PHRASES: readonly { reason: FailureReason; patterns: readonly RegExp[] }[] = [
  {
    reason: 'no-such-address',
    // Microsoft's edge, of an address that its directory does not have.
    patterns: [/5\.4\.1 .{0,200}recipient address rejected: access denied/],
  },
  {
    reason: 'too-big',
    patterns: [
      /message (?:is )?too (?:big|large|long)|(?:exceed(?:s|ed)?|over) (?:the )?(?:fixed |maximum |max |message |static )*(?:message |mail )?size|(?:message|mail) size (?:exceeds|limit)|too (?:large|big) for|message file too big|size limit exceeded|mail file size|max message size|message length exceeds|message header size/,
    ],
  },
  {
    reason: 'mailbox-full',
    patterns: [
      /(?:mail ?box|inbox|mailfolder|mail folder|account|user|maildir|recipient'?s?|delivery|quota|storage|disk|space)[^.]{0,60}(?:is |are |was |has )?(?:full|over ?quota|overquota|over (?:its |the |disk |mail ?box |their |his |storage )*quota|exceed(?:ed|s|ing)? (?:its |the |their |his |disk |mail ?box |storage |allowed |maximum )*(?:quota|storage|space|limit|allocation|capacity))/,
      /over ?quota|quota (?:is )?(?:exceeded|violation|full)|exceeded (?:the |its |their |his )?(?:storage|quota)|insufficient (?:disk )?(?:space|quota|system storage)|not enough (?:storage|disk|space|room)|mailbox (?:size )?(?:limit|quota|exceeded|full)|out of (?:storage|space|disk)|too much mail data|disk (?:quota|full)|no space left for (?:this )?user|would (?:be over|exceed) (?:the )?quota|full mailbox|storage (?:is )?full|mailbox space/,
    ],
  },
  {
    reason: 'no-relaying',
    patterns: [
      /relay(?:ing)? (?:access |is |was )?(?:denied|prohibited|not (?:permitted|allowed)|disallowed|disabled|forbidden)|not (?:permitted|allowed|authorized|authorised) to relay|unable to relay|cannot relay|can't relay|(?:do|does|will) not relay|we do not relay|not (?:a |an )?(?:open )?relay|no relaying|relay not permitted|isn't in my list of allowed rcpthosts|isn't in my control\/locals|insecure mail relay|not local host|not a gateway|mail server requires authentication when attempting to send to a non-local|must be a local user|illegal relay/,
    ],
  },
  {
    reason: 'unauthenticated',
    patterns: [
      /dmarc|\bspf\b|authentication (?:information|checks?)|\bdkim\b|domainkeys|unauthenticated (?:email|mail|sender)|sender (?:is )?not authenticated|not pass authentication|sender policy framework/,
      /no ptr|ptr record|\bptr\b|reverse (?:dns|lookup|hostname|name)|\brdns\b|cannot find your (?:hostname|reverse)|unresolvable (?:client|reverse)|cannot resolve your|client host rejected: cannot find|ip name lookup failed|does not have a (?:valid )?dns|dns (?:name )?entry|fcrdns|forged (?:ip|hostname)|helo (?:command )?rejected|invalid (?:helo|ehlo)|domain of your mail server/,
      /authentication (?:required|failure|failed|needed)|must authenticate|sender not authenticated|auth(?:entication)? (?:is )?required|starttls|\btls\b (?:is )?required|encryption required/,
    ],
  },
  {
    reason: 'sender-refused',
    patterns: [
      /sender (?:address |domain |verify |e-?mail )*(?:rejected|refused|denied|blocked|invalid|unknown|not (?:allowed|accepted|permitted|exist|found)|failed|verification)|sender (?:was |is )?(?:rejected|not )|sender'?s? (?:address|domain)|invalid sender|bad sender|unknown sender|backscatter|(?:mail|message|messages|e-?mail)s? from (?:<?\S{1,200}>? )?(?:is |are |has been |have been |was |were |will )*(?:rejected|refused|not (?:accepted|allowed|wanted)|blocked|denied|prohibited)|from (?:address|domain)[^.]{0,60}(?:rejected|refused|not|invalid|does)|domain of sender|return path|envelope[- ]from|mail from (?:domain|address|command)|server access forbidden|5\.1\.[78]\b|does not want to receive (?:mail|messages) from|you are not (?:allowed|permitted|authori[sz]ed) to (?:send|post|use)|cannot send e-?mail to yourself|only accepts? (?:mail|messages|e-?mail) from|not authori[sz]ed to send/,
    ],
  },
  {
    reason: 'moved',
    patterns: [
      /(?:user|recipient|address|mailbox|account|he|she|i) (?:has |have |is |was )*(?:moved|relocated|no longer (?:at|with) this)|has moved|new (?:e-?mail |mail )?address (?:is|:)|has been replaced by|address (?:has )?changed|please (?:try|use) (?:the new|another|<)|recipient has moved|has left the (?:company|organi[sz]ation)/,
    ],
  },
  {
    reason: 'spam',
    patterns: [
      /\bspam\b|spamm|unsolicited|junk ?mail|bulk (?:e-?)?mail|blacklisted url|\buribl\b|\bsurbl\b|considered (?:as )?(?:junk|spam)|looks like (?:spam|junk)|spamassassin|mail rejete|ofr_?506|content (?:filter|scanner|analysis)|greylisted as spam|phish|classified as/,
    ],
  },
  {
    reason: 'blocked',
    patterns: [
      /black ?list|block ?list|blocklisted|\brbl\b|\bdnsbl?\b|spamhaus|spamcop|barracudacentral|sorbs|senderbase|reputation|banned|access (?:from|for) (?:your |this |the )?(?:ip|host|server)|your (?:ip|host|server|network|mail server|domain)[^.]{0,80}(?:block|reject|list|denied|refus|banned|not allowed)|(?:ip|host|client|server|connection|address)[^.]{0,40}(?:is |has been |was |were )?(?:blocked|banned|denied|listed|rejected for)|blocked (?:by|for|due|using|ip|from)|(?:messages?|mail|e-?mail) (?:was |were |has been |is )?blocked|client host (?:rejected|blocked)|temporarily deferred due to user complaints|not accepting (?:connections|mail) from|connections? (?:not accepted|refused) from|dynamic ip|dial-?up|use the smtp server of your isp|your isp|bad (?:host|ip)|invalid ip for sending|server access [^.]{0,80} forbidden|frequency limited|refused (?:to talk|by)|we don't accept mail from|no access from mail server|service (?:not available|unavailable)[; ,]+(?:client|sending|helo)|rejected by (?:the )?(?:recipient|remote) (?:domain|server) (?:because of|due to)/,
    ],
  },
  {
    reason: 'content',
    patterns: [
      /virus|malware|infected|trojan|\bclamav\b|header error|malformed|invalid (?:header|message|attachment|character)|attachment|charset|non-?ascii|bare (?:lf|cr|line)|8-?bit|mime|media error|message content|content (?:rejected|not allowed|is not|error)|improper(?:ly)? format|not rfc|rfc ?(?:2822|5322|822|5321)|line too long|duplicated? (?:message-?id|header|from|subject)|missing (?:header|from|date|message-id|subject)|multiple (?:from|headers|addresses in)|subject (?:header )?(?:is )?(?:required|missing)|loop(?:s|ing)? (?:alert|detected)|mail(?:s)? loop|routing loop|message looping|too many hops|hop count/,
    ],
  },
  {
    reason: 'policy',
    patterns: [
      /polic(?:y|ies)|prohibited|violat|administrative(?:ly)? (?:prohibit|den)|security (?:problem|reason|error)|not permitted|local configuration|restricted|message (?:was )?(?:rejected|refused) (?:by|due|because|for)|transaction (?:failed|rejected)|denied by|suspicious/,
    ],
  },
  {
    reason: 'too-many',
    patterns: [
      /too many (?:connections|messages|recipients|sessions|concurrent|errors|emails|mails)|too (?:fast|quickly|frequently)|(?:rate|connection|connections|sending|frequency|message|recipient|hourly|daily) (?:rate )?limit|limit (?:exceeded|reached)|throttl|temporarily rate limited|receiving mail (?:at )?too|try again later, closing|exceeded (?:the )?(?:maximum |max )?(?:number|rate|limit|sending)|unusual rate/,
    ],
  },
  {
    reason: 'inactive',
    patterns: [
      /(?:mail ?box|account|user|recipient|address|e-?mail)[^.]{0,80}(?:is |has been |was |been |currently |temporarily |now )+(?:\w+ )?(?:disabled|suspended|inactive|deactivated|locked|temporary locked|frozen|blocked|expired|discontinued|closed|restricted|unavailable|not active)|(?:disabled|suspended|inactive|deactivated|locked|frozen|expired) (?:mail ?box|account|user|recipient|address)|mailbox (?:currently )?(?:suspended|unavailable or|disabled|inactive|locked|frozen)|account (?:disabled|inactive|suspended|locked|expired|that you tried to reach is disabled)|user (?:suspended|disabled|is inactive|inactive|not active)|not (?:an )?active (?:user|account|mailbox)|boite du destinataire archivee|on vacation|recipient (?:is )?(?:suspended|inactive|disabled)|domain (?:is )?(?:suspended|disabled|inactive)|discontinued|temporarily (?:disabled|inactivated)/,
    ],
  },
  {
    reason: 'no-such-host',
    patterns: [
      /(?:host|domain|server|name|hostname)(?: name)? (?:is )?(?:unknown|not found|does ?n[o']t exist|not (?:be )?(?:found|known|resolvable)|lookup (?:error|failure|failed)|name not found|or domain name not found|must resolve)|unknown (?:host|domain|mail server|local host)|no such (?:host|domain)|host not found|unrouteable (?:mail )?(?:domain|address)|unroutable|bad destination (?:host|system|mail system)|dns (?:lookup )?(?:failure|error|nxdomain)|nxdomain|illegal host|invalid (?:domain|host)|(?:could ?n[o']t|cannot|can't|unable to) (?:find|resolve|locate) (?:any |a |an |the )?(?:host|domain|mail exchanger|mx)|all relevant mx records point to non-?existent|mx (?:lookup|records?) (?:fail|error|not)|domain (?:\S{1,120} )?(?:does not exist|is not|not found|could ?n[o']t be found)|no route to domain|name service error|recipient address rejected: domain not found|name or service not known|the domain name[^.]{0,60}does not|address resolution|no mx|null ?mx|this domain is not/,
    ],
  },
  {
    reason: 'no-such-address',
    patterns: [
      /(?:user|recipient|mailbox|mail ?box|address|account|destination|addressee|local ?part|alias|e-?mail|person|name|receiver|customer|subscriber|list)s? (?:name |address |account |id |mailbox |e-?mail )*(?:\S{1,200} )?(?:is |was |are |has |could |does |do |doesn't |isn't |wasn't |no |<?\S{1,200}>? )*(?:not |n't |n[o']t )*(?:unknown|unavailable or unknown|not (?:be )?(?:found|known|exist(?:s|ing)?|valid|recogni[sz]ed|listed|here|available|a valid|local)|exist(?:s)?\b|does ?n[o']t|invalid|undeliverable|no longer (?:valid|exists|active|available|accept)|non-?exist|unrecogni[sz]ed|deleted|illegal|bad|incorrect|wrong|cannot be (?:found|reached|delivered))/,
      /(?:unknown|invalid|no such|nonexist(?:e|a)nt|non-existent|unrecogni[sz]ed|bad|illegal|no valid|undeliverable|unavailable|incorrect|deleted|wrong|not a valid) (?:e-?mail |mail ?|local |virtual |destination |user'?s? |recipient'?s? |mailbox |final |delivery |to )*(?:user|recipient|mailbox|mail ?box|address|account|addressee|local ?part|alias|person|name|receiver|customer|subscriber|destination)/,
      /(?:doesn't|does not|don't|do not|didn't) (?:have|exist|recogni[sz]e|match|list)|no mailbox (?:here )?by that name|no (?:such )?(?:user|mailbox|account|recipient|person|address)|not our customer|can't create user output|user (?:not|unknown)|recipient (?:not|unknown)|delivery error: dd|not a (?:valid|known|local) (?:user|mailbox|recipient|address)|there is no one|unknown in (?:local|virtual|relay)|isn't (?:a|in)|could ?n[o']t be (?:found|located)|resolver\.adr\.\w*notfound|recipnotfound|r\.c\.p\.t|unable to (?:find|lookup) (?:the )?(?:user|recipient|address)|user unknown|addressee unknown|address (?:error|unknown)|destinataire|mailbox unavailable|invalid mailbox|5\.1\.1\b|check if (?:the )?address is correct/,
    ],
  },
  {
    reason: 'takes-no-mail',
    patterns: [
      /(?:does|do|will|can)(?: not|n't|not) accept (?:any |incoming |e-?|inbound )*(?:mail|messages)|not accepting (?:network )?(?:mail|messages|e-?mail)|does not receive mail|mail is not accepted|no mail accepted|smtp server (?:is )?not|null mx|not a mail (?:server|host)|nullmx|host does not accept|couldn't find (?:a|any) (?:mail exchanger|host) (?:or|named)|system not accepting/,
    ],
  },
  {
    reason: 'expired',
    patterns: [
      /expired|too long|time-?out|timed? ?out|delivery (?:time|attempts)|attempts|retry (?:time|timeout)|not been (?:delivered|able)|in the queue|days|hours|gave up|giving up|delayed|deferred|could not be delivered for|still (?:undelivered|trying)/,
    ],
  },
  {
    reason: 'network',
    patterns: [
      /connection (?:refused|reset|lost|closed|dropped|failed|died|timed out)|connect(?:ion)? to|could ?n[o']t connect|unable to connect|no route to host|network (?:is )?(?:unreachable|error|congestion)|unreachable|lost connection|establish an smtp connection|socket error|broken pipe|host (?:is )?down|not responding|did not (?:accept|respond)|dns (?:soft|temporary|server)|remote protocol error|conversation|tls (?:negotiation|handshake)|temporar(?:y|ily) (?:lookup|dns|resolution)/,
    ],
  },
  {
    reason: 'system',
    patterns: [
      /system (?:error|failure|problem|resources)|internal (?:server |software |system )?error|local (?:error|configuration error|problem)|server (?:error|configuration|misconfig)|cannot (?:open|create|write|execute|append)|can't (?:open|create|write|execute|append)|unable to (?:contact|open|create|write|execute|run|access)|permission denied|i\/o error|no space left|input\/output|read-only|exec|exit(?:ed)? (?:status|with)|mailer (?:error|died)|command (?:died|failed|time limit)|unexpected|misconfigur|ldap|database|queue file|resources|crash|pipe|procmail|lmtp|x-unix/,
    ],
  },
  {
    reason: 'no-such-address',
    // Where nothing more is said.
    patterns: [
      /recipient (?:address )?(?:rejected|denied|refused)|all recipients? (?:address(?:es)? )?(?:rejected|failed)|address rejected/,
    ],
  },
];
