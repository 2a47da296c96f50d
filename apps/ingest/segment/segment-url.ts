import type { Door } from '#intake';

const DOORS: Readonly<Record<string, Door>> = {
  ...{ track: 'track', identify: 'identify', page: 'page', screen: 'screen', group: 'group', alias: 'alias' },
  ...{ t: 'track', i: 'identify', p: 'page', s: 'screen', g: 'group', a: 'alias', b: 'batch' },
  ...{ batch: 'batch', import: 'batch' },
};

const LONG = /^(?:\/[\w.-]+)*\/v1\/(\w+)\/?$/;
const SHORT = /^\/([tipsgab])\/?$/;

/**
 * The one address of a call, whichever way its client writes it: short as in the browser (`/v1/t`, `/t`), `import` for a
 * batch, or with a path in front, as where a proxy passes a whole path on. Any other address stays.
 */
export function segmentUrl(url: string): string {
  const [path = '', ...query] = url.split('?');
  const word = LONG.exec(path)?.[1] ?? SHORT.exec(path)?.[1];
  const door = word === undefined || !Object.hasOwn(DOORS, word) ? undefined : DOORS[word];
  return door === undefined ? url : [`/v1/${door}`, ...query].join('?');
}

const ADDRESSES: ReadonlySet<string> = new Set(Object.values(DOORS).map((door) => `/v1/${door}`));

/** Is this the address of a call, as `segmentUrl` writes it? */
export function isSegmentUrl(url: string): boolean {
  return ADDRESSES.has(url.split('?')[0] ?? '');
}
