import { setTimeout as sleep } from 'node:timers/promises';
import { type Installation, readInstallation, type Sql } from '#storage';
import type { Opened } from './opened.ts';
import type { Reporter } from './reporter.ts';

const LOOK_AGAIN_MS = 1000;

/** The installation is made by the process with the role api, which may still be on its way. */
export async function awaitInstallation(sql: Sql, reporter: Reporter, opened: Opened): Promise<Installation> {
  for (let looked = 0; ; looked++) {
    const installation = await readInstallation(sql);
    if (installation) return installation;
    if (looked === 0) reporter.note('Waiting for the process with the role api to make the installation');
    await sleep(LOOK_AGAIN_MS);
    opened.check();
  }
}
