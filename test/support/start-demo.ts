import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCrest } from './start-crest.ts';

/** Crest as a user starts it, with the demo loaded, in a process and a data folder of its own. */
export interface StartedDemo {
  readonly origin: string;
  readonly adminKey: string;
  readonly dataDir: string;
  /** An answer of the API, as the admin key gets it. */
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body: object): Promise<T>;
  /** A fresh address that signs a browser in and leads to the dashboard; each works once. */
  link(): Promise<string>;
  close(): Promise<void>;
}

/** Runs `npm start`'s program on an empty folder; ready when the demo is. */
export async function startDemo(settings: Record<string, string> = {}): Promise<StartedDemo> {
  const dataDir = await mkdtemp(join(tmpdir(), 'crest-demo-'));
  const { origin, adminKey, stop } = await startCrest(dataDir, () => {}, { settings });
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const headers = { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' };
    const answer = await fetch(`${origin}${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  return {
    origin,
    adminKey,
    dataDir,
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body),
    link: async () => (await call<{ url: string }>('POST', '/v1/dashboard/links', {})).url,
    close: async () => {
      await stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
