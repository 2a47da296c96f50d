import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { errorCode, findKey, type Installation, insertKey, type KeyScope, type Sql } from '#storage';
import { hashKey, isKeyOf, makeKey, readKeyId } from '../../ingest/access/key.ts';

/** The keys of whoever runs this installation: what `credentials.json` holds beside its address. */
export interface Credentials {
  readonly adminKey: string;
  readonly writeKey: string;
  /** Sends events and does nothing else. Whoever has it can stop mail to anybody: it stays on servers. */
  readonly ingestKey: string;
  /** Says what a visitor did and who it is: the one that the pages of a site may show. */
  readonly pageKey: string;
}

const ADMIN: readonly KeyScope[] = ['admin', 'read', 'write', 'ingest'];
const WRITE: readonly KeyScope[] = ['write', 'ingest'];
const INGEST: readonly KeyScope[] = ['ingest'];
const PAGE: readonly KeyScope[] = ['page'];

// Files of earlier versions have no ingestKey or pageKey; they get one.
const credentialsFile = z.object({
  adminKey: z.string(),
  writeKey: z.string(),
  ingestKey: z.string().optional(),
  pageKey: z.string().optional(),
});

/**
 * The keys in the data folder, as long as this installation still knows them; otherwise new ones. Only their hashes
 * are stored, so keys whose file is lost cannot be shown again.
 */
export async function findOrMakeCredentials(
  sql: Sql,
  dataDir: string,
  installation: Installation,
  now: number,
): Promise<Credentials & { readonly isNew: boolean }> {
  const make = async (scopes: readonly KeyScope[]) => {
    const { id, text } = makeKey(installation.mode, randomBytes(40));
    await insertKey(sql, { now }, { id, workspaceId: installation.workspaceId, hash: hashKey(text), scopes });
    return text;
  };
  const kept = await readCredentials(dataDir);
  if (kept && (await isKnown(sql, kept.adminKey)) && (await isKnown(sql, kept.writeKey))) {
    const keepOrMake = async (key: string | undefined, scopes: readonly KeyScope[]) =>
      key !== undefined && (await isKnown(sql, key)) ? key : await make(scopes);
    const ingestKey = await keepOrMake(kept.ingestKey, INGEST);
    return { ...kept, ingestKey, pageKey: await keepOrMake(kept.pageKey, PAGE), isNew: false };
  }
  return {
    ...{ adminKey: await make(ADMIN), writeKey: await make(WRITE) },
    ...{ ingestKey: await make(INGEST), pageKey: await make(PAGE) },
    isNew: true,
  };
}

/** Writes `credentials.json`, readable by its owner only; a reader sees the old file or the new one, never a half. */
export async function writeCredentials(
  dataDir: string,
  url: string,
  credentials: Credentials,
): Promise<void> {
  const { adminKey, writeKey, ingestKey, pageKey } = credentials;
  const file = placeOf(dataDir);
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify({ url, adminKey, writeKey, ingestKey, pageKey }, null, 2)}\n`, {
    mode: 0o600,
  });
  await rename(draft, file);
}

const placeOf = (dataDir: string) => join(dataDir, 'credentials.json');

async function readCredentials(dataDir: string): Promise<z.output<typeof credentialsFile> | null> {
  try {
    return credentialsFile.safeParse(JSON.parse(await readFile(placeOf(dataDir), 'utf8'))).data ?? null;
  } catch (error) {
    // No file, or one that was cut off: new keys take its place. Anything else is for the caller.
    if (error instanceof SyntaxError || errorCode(error) === 'ENOENT') return null;
    throw error;
  }
}

async function isKnown(sql: Sql, text: string): Promise<boolean> {
  const id = readKeyId(text);
  const stored = id === null ? null : await findKey(sql, id);
  return stored !== null && isKeyOf(text, stored.hash);
}
