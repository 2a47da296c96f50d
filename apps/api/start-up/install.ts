import { randomBytes, randomUUID } from 'node:crypto';
import { DomainError } from '#engine';
import { DEMO } from '#runtime';
import { createInstallation, type Installation, readInstallation, type Sql } from '#storage';
import type { Config } from '../config.ts';

/** The installation in these stores. A first start makes it: a sandbox with the demo, or live with `--empty`. */
export async function findOrMakeInstallation(
  sql: Sql,
  config: Pick<Config, 'empty' | 'mail'>,
): Promise<Installation> {
  const found = await readInstallation(sql);
  if (found) return checkInstallation(found, config);
  await createInstallation(sql, {
    id: randomUUID(),
    secret: randomBytes(32),
    workspace: 'default',
    clock: config.empty ? null : DEMO.start,
    demo: config.empty ? null : { seed: DEMO.seed, until: DEMO.until },
  });
  // Another process may have made it at the same moment: whoever was first counts.
  const made = await readInstallation(sql);
  if (!made) throw new Error('the installation that was just made is not there');
  return checkInstallation(made, config);
}

/** The installation, where it is one that this process was started for. */
export function checkInstallation(
  installation: Installation,
  { empty, mail }: Pick<Config, 'empty' | 'mail'>,
): Installation {
  const refuse = (code: 'sandbox-not-empty' | 'send-in-sandbox', detail: string, fix: string) =>
    new DomainError({ code, detail, fix });
  if (installation.mode === 'sandbox' && empty) {
    const fix = 'Give the live one a folder of its own with CREST_DATA_DIR, or run npm run reset first.';
    throw refuse('sandbox-not-empty', 'The data folder holds a sandbox, which stays one.', fix);
  }
  if (installation.mode === 'sandbox' && mail.send) {
    const fix =
      'Leave SEND out, or start a live installation: npm start -- --empty with another CREST_DATA_DIR.';
    throw refuse('send-in-sandbox', 'A sandbox captures its mail: SEND=1 is refused.', fix);
  }
  return installation;
}
