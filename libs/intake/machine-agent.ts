/** Scanners of mail servers, which follow links and load pictures before anybody reads. */
const SCANNER =
  /\b(barracuda|proofpoint|mimecast|safelinks|trend ?micro|messagelabs|symantec|fireeye|forcepoint|cloudmark|sophos)/i;
/** Crawlers, and programs that somebody wrote. */
const PROGRAM =
  /bot\b|crawler|spider|headless|phantomjs|^(curl|wget|python|java|go-http|ruby|perl|okhttp|axios|node|php|apache-http)/i;
/** What Gmail loads pictures with as soon as a mail is there. When a reader loads them it says GoogleImageProxy, and is one. */
const GMAIL_PREFETCH = /\bEdge\/12\.246 Mozilla\/5\.0$/;

/** Why what calls itself so is a program and no reader; null where nothing says so. */
export function machineAgent(agent: string): string | null {
  // What Apple's mail privacy loads pictures with, whether the mail is opened or not.
  if (agent === 'Mozilla/5.0') return 'privacy-proxy';
  if (GMAIL_PREFETCH.test(agent)) return 'prefetch';
  return SCANNER.test(agent) || PROGRAM.test(agent) ? 'scanner' : null;
}
