import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { DOCS_SCRIPT } from '../open-api/docs-page.ts';

/** A file of the page, held in memory. */
export interface Asset {
  readonly body: Buffer;
  readonly type: string;
  readonly etag: string;
}

export interface Assets {
  /** The dashboard itself. */
  readonly index: Asset;
  /** The captured mail. */
  readonly mailbox: Asset;
  /** What the pages load, by the name under /assets/. */
  readonly files: ReadonlyMap<string, Asset>;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
};

/**
 * Reads the pages once: their markup and styles as they stand in `dashboards`, their scripts as they were compiled, and
 * the chart library. Only what is read here can be asked for, so no address leads to another file.
 */
export async function readAssets(): Promise<Assets> {
  const root = new URL('.', import.meta.resolve('#package.json'));
  const files = new Map<string, Asset>([
    ...(await readFolder(new URL('dashboards/', root), ['.css', '.svg', '.png', '.woff2'])),
    ...(await readFolder(new URL('dist/dashboards/', root), ['.js'])),
    ...(await readDocs()),
    ['chart.umd.min.js', await readAsset(new URL('chart.umd.min.js', import.meta.resolve('chart.js')))],
  ]);
  const pages = new URL('dashboards/', root);
  return { index: await readPage('index', pages), mailbox: await readPage('mailbox', pages), files };
}

/** A page with the masthead that all of them have. */
async function readPage(name: string, folder: URL): Promise<Asset> {
  const [page, masthead] = await Promise.all([
    readFile(new URL(`${name}.html`, folder), 'utf8'),
    readFile(new URL('masthead.html', folder), 'utf8'),
  ]);
  return makeAsset(Buffer.from(page.replace('<!-- masthead -->', () => masthead.trim())), '.html');
}

/** What the page at /docs loads. */
async function readDocs(): Promise<[string, Asset][]> {
  const names = ['swagger-ui.css', 'swagger-ui-bundle.js'];
  const files = names.map(
    async (name): Promise<[string, Asset]> => [
      `docs/${name}`,
      await readAsset(new URL(import.meta.resolve(`swagger-ui-dist/${name}`))),
    ],
  );
  return [...(await Promise.all(files)), ['docs/start.js', makeAsset(Buffer.from(DOCS_SCRIPT), '.js')]];
}

async function readFolder(folder: URL, extensions: readonly string[]): Promise<[string, Asset][]> {
  const names = await readdir(folder, { recursive: true });
  const wanted = names.filter((name) => extensions.includes(extname(name)) && !name.endsWith('.test.js'));
  return Promise.all(
    wanted.map(async (name) => [name, await readAsset(new URL(name, folder))] as [string, Asset]),
  );
}

async function readAsset(file: URL): Promise<Asset> {
  return makeAsset(await readFile(file), extname(file.pathname));
}

function makeAsset(body: Buffer, extension: string): Asset {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`;
  return { body, type: TYPES[extension] ?? 'application/octet-stream', etag };
}
