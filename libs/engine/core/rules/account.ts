import { goalMatches } from '../goal.ts';
import type { Goal, Sequence } from '../sequence.ts';

/** Providers that give addresses to anybody under their name in many countries: yahoo.com, yahoo.co.uk, gmx.net. */
const PROVIDERS: ReadonlySet<string> = new Set(
  'gmail googlemail yahoo ymail rocketmail hotmail outlook live msn aol gmx yandex proton protonmail zoho zohomail mail'.split(
    ' ',
  ),
);

/** Those that have one name, and access providers whose customers share a domain. */
const SHARED: ReadonlySet<string> = new Set(
  `icloud.com me.com mac.com pm.me hey.com duck.com fastmail.com fastmail.fm tutanota.com tuta.io tuta.com hushmail.com inbox.com
  web.de t-online.de freenet.de arcor.de posteo.de mailbox.org vodafone.de online.de 1und1.de bluewin.ch
  orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr libero.it virgilio.it alice.it tin.it tiscali.it
  btinternet.com sky.com virginmedia.com blueyonder.co.uk ntlworld.com talktalk.net telenet.be skynet.be ziggo.nl kpnmail.nl
  seznam.cz centrum.cz wp.pl o2.pl onet.pl interia.pl sapo.pt terra.com.br uol.com.br bol.com.br ig.com.br
  mail.ru inbox.ru list.ru bk.ru rambler.ru ukr.net qq.com foxmail.com 163.com 126.com yeah.net sina.com sohu.com naver.com
  daum.net hanmail.net rediffmail.com comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net
  earthlink.net juno.com optonline.net shaw.ca rogers.com sympatico.ca bigpond.com optusnet.com.au`.split(
    /\s+/,
  ),
);

/**
 * Do strangers share this domain, so that it is nobody's account? Free and access providers by hand, after the lists of
 * HubSpot ("free email providers") and willwhite/freemail: those with the most addresses. One that is missing here
 * can be told apart by an `account` attribute.
 */
export function isSharedDomain(account: string): boolean {
  const [name = '', ...rest] = account.split('.');
  const country = rest.length === 1 || (rest.length === 2 && /^(com?|ne|or)$/.test(rest[0] ?? ''));
  return SHARED.has(account) || (country && PROVIDERS.has(name));
}

/** The goal of `stopAccountOn` that an event meets: then colleagues leave the sequence. A machine's doing is nobody's. */
export function stopsAccount(
  sequence: Pick<Sequence, 'stopAccountOn'>,
  event: { readonly type: string; readonly name: string; readonly machine: boolean; readonly hard: boolean },
): Goal | null {
  if (event.machine || (event.type === 'bounced' && !event.hard)) return null;
  return sequence.stopAccountOn.find((goal) => goalMatches(goal, event)) ?? null;
}
