import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import type { Io } from './io.ts';
import { failure } from './refusal.ts';

const PATIENCE_MS = 120_000;

const credentialsFile = z.object({ url: z.url(), adminKey: z.string() });
const problemAnswer = z.object({
  code: z.string(),
  detail: z.string(),
  fix: z.string(),
  problems: z.array(z.looseObject({})).optional(),
});

/** A running Crest, and a key to it. */
export interface Server {
  /** One call; what the server refuses is a refusal with its words. The answer is checked against `schema`. */
  call<T>(
    schema: z.ZodType<T>,
    method: string,
    path: string,
    body?: { type: string; text: string | Uint8Array },
  ): Promise<T>;
}

/** An address with what was asked for. */
export function addressOf(path: string, asked: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) query.set(name, value);
  return query.size === 0 ? path : `${path}?${query}`;
}

/** The server of `CREST_URL` and `CREST_KEY`, else the one that wrote its credentials into the data folder. */
export async function findServer(io: Io): Promise<Server> {
  const { url, key } = await findCredentials(io);
  return {
    async call(schema, method, path, body) {
      const response = await request(url, path, {
        method,
        headers: { authorization: `Bearer ${key}`, ...(body && { 'content-type': body.type }) },
        ...(body && { body: typeof body.text === 'string' ? body.text : new Uint8Array(body.text) }),
      });
      const answer: unknown = await response.json().catch(() => null);
      if (response.ok) {
        const read = schema.safeParse(answer);
        if (read.success) return read.data;
      }
      const problem = problemAnswer.safeParse(answer);
      if (!problem.success) {
        throw failure(
          'no-crest',
          `What answers at ${url} is not a Crest that this command understands (status ${response.status}).`,
          'Check CREST_URL, and that the server is of the same version.',
        );
      }
      const { code, detail, fix, problems } = problem.data;
      throw failure(code, detail, fix, problems);
    },
  };
}

async function request(url: string, path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(new URL(path, url), { ...init, signal: AbortSignal.timeout(PATIENCE_MS) });
  } catch (error) {
    throw failure(
      'server-not-reached',
      `No Crest answers at ${url} (${reasonOf(error)}).`,
      'Start it with npm start, or name another with CREST_URL and CREST_KEY.',
    );
  }
}

async function findCredentials(io: Io): Promise<{ url: string; key: string }> {
  const { CREST_URL: url, CREST_KEY: key, CREST_DATA_DIR: folder } = io.environment;
  if (url?.trim()) {
    if (!URL.canParse(url))
      throw failure('credentials', `CREST_URL is not an address: ${url}.`, 'Write http://host:3000.');
    if (!key?.trim())
      throw failure('credentials', 'CREST_URL is set and CREST_KEY is not.', 'Set both, or neither.');
    return { url, key };
  }
  const file = join(folder?.trim() ? resolve(io.folder, folder) : join(io.home, '.data'), 'credentials.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw failure(
      'credentials',
      error.code === 'ENOENT'
        ? `There is no ${file}: no Crest has run here.`
        : `${file} cannot be read: ${error.message}.`,
      'Start Crest with npm start, or name a server with CREST_URL and CREST_KEY.',
    );
  });
  const read = credentialsFile.safeParse(parse(text));
  if (!read.success)
    throw failure('credentials', `${file} holds no credentials.`, 'Start Crest anew; it writes the file.');
  return { url: read.data.url, key: read.data.adminKey };
}

/** Null for what is no JSON: the schema then says so. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** fetch says only that it failed; why, its cause knows. */
function reasonOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'cause' in error && error.cause !== undefined ? reasonOf(error.cause) : String(error);
}
