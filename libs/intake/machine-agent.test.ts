import { expect, test } from '@jest/globals';
import { machineAgent } from './machine-agent.ts';

test.each([
  ['Mozilla/5.0', 'privacy-proxy'],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0',
    'prefetch',
  ],
  ['Mozilla/5.0 (compatible; Proofpoint URL Defense)', 'scanner'],
  ['Barracuda Sentinel (EE)', 'scanner'],
  ['Googlebot/2.1 (+http://www.google.com/bot.html)', 'scanner'],
  ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/120.0 Safari/537.36', 'scanner'],
  ['python-requests/2.32', 'scanner'],
  ['curl/8.5.0', 'scanner'],
])('%s is a program: %s', (agent, reason) => expect(machineAgent(agent)).toBe(reason));

test.each([
  '',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
  // A proxy that a reader loads pictures through.
  'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/46.0.2486.0 Safari/537.36 Edge/13.10586',
  'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html',
])('%s may be a reader', (agent) => expect(machineAgent(agent)).toBeNull());
