/** Programs that follow links and load pictures for a reader who may never look: scanners of mail servers, crawlers. */
const SCANNER =
  /\b(barracuda|proofpoint|mimecast|safelinks|trend ?micro|messagelabs)\b|bot\b|crawler|spider/i;

/** Why what calls itself so is a program and no reader; null where nothing says so. */
export function machineAgent(agent: string): string | null {
  // What Apple's mail privacy loads pictures with, whether the mail is opened or not.
  if (agent === 'Mozilla/5.0') return 'privacy-proxy';
  return SCANNER.test(agent) ? 'scanner' : null;
}
