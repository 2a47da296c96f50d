import type { Phrases } from './failure-phrases.ts';

/** What went wrong on the way: with time, the network, or a server. */
export const OF_SERVERS: readonly Phrases[] = [
  [
    'expired',
    `expired|too long|time-?out|timed? ?out|delivery (?:time|attempts)|attempts|retry (?:time|timeout)
     not been (?:delivered|able)|in the queue|\\bdays\\b|\\bhours\\b|gave up|giving up|delayed|deferred
     could not be delivered for|still (?:undelivered|trying)|истек|срок хранения`,
  ],
  [
    'network',
    `connection (?:refused|reset|lost|closed|dropped|failed|died)|connect(?:ion)? to|couldn't connect|could not connect
     unable to connect|no route to host|network (?:is )?(?:unreachable|error|congestion)|unreachable|lost connection
     establish an smtp connection|socket error|broken pipe|host (?:is )?down|not responding|remote protocol error
     did not (?:accept|respond)|dns (?:soft|temporary|server)|conversation|tls (?:negotiation|handshake)
     temporar(?:y|ily) (?:lookup|dns|resolution)`,
  ],
  [
    'system',
    `system (?:error|failure|problem|resources)|internal (?:server |software |system )?error
     local (?:error|problem)|server (?:error|configuration|misconfig)|misconfigur|unexpected|crash
     (?:cannot|can't|unable to) (?:open|create|write|execute|append|contact|run|access)|permission denied
     i/o error|input/output|read-only|exit(?:ed)? (?:status|with)|mailer (?:error|died)|no space left
     command (?:died|failed|time limit)|ldap|database|queue file|resources|procmail|lmtp|x-unix`,
  ],
];
