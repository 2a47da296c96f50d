import { createHash } from 'node:crypto';
import type { Instant } from '#engine';
import { noFailPoint } from '../fail-point.ts';
import type { RebuildParts } from '../rebuild/rebuild.ts';
import { forgetAgain } from './forget-again.ts';
import { forgetDeadLetters } from './forget-dead-letters.ts';
import { forgetErasingCalls } from './forget-erasing-calls.ts';
import { forgetInClickHouse } from './forget-in-clickhouse.ts';
import { forgetInLog } from './forget-in-log.ts';
import { forgetRefusedEvents } from './forget-refused-events.ts';
import {
  contactsInFiles,
  contactsToForget,
  type ForgottenContact,
  noteBytesGone,
  noteForgotten,
} from './forgotten-contacts.ts';
import type { ForgottenPerson } from './forgotten-people.ts';
import { removeBytes } from './remove-bytes.ts';

export interface Forgetting extends RebuildParts {
  /** Resolves when everything that the log held when it was called is in ClickHouse. */
  readonly carried: () => Promise<void>;
  readonly now: Instant;
}

export interface Forgotten {
  readonly contacts: number;
  readonly logRows: number;
  readonly events: number;
  /** Rows of people who had been forgotten before, and were in ClickHouse again. */
  readonly broughtBack: number;
  /** False where the server does not let its write-ahead log be switched by us. */
  readonly logSwitched: boolean;
}

/**
 * Forgets everybody who was erased: in the log, behind it in ClickHouse, and then in the files of both. Each step can be
 * done twice and is noted when it is done, so a job that was cut off goes on with the next call. Reports are the same
 * before and after, also once they are rebuilt.
 */
export async function forgetOnce({ carried, now, ...parts }: Forgetting): Promise<Forgotten> {
  const { sql, failPoint = noFailPoint } = parts;
  const broughtBack = await forgetAgain(parts, now);
  const total = { contacts: 0, logRows: 0, events: 0, broughtBack, logSwitched: true };
  for (
    let contacts = await contactsToForget(sql);
    contacts.length > 0;
    contacts = await contactsToForget(sql)
  ) {
    total.logRows += await forgetInLog(sql, contacts);
    failPoint('erase.log');
    await forgetDeadLetters(
      sql,
      contacts.map(({ subjectKey }) => subjectKey),
    );
    failPoint('erase.letters');
    // What was read before it was rewritten is still on its way.
    await carried();
    failPoint('erase.carried');
    total.events += await forgetInClickHouse(parts, contacts.map(asForgotten), now);
    failPoint('erase.events');
    await noteForgotten(
      sql,
      contacts.map(({ no }) => no),
    );
    failPoint('erase.noted');
    total.contacts += contacts.length;
  }
  const inFiles = await contactsInFiles(sql);
  if (inFiles.length > 0) {
    await forgetErasingCalls(sql);
    await forgetRefusedEvents(sql);
    total.logSwitched = await removeBytes(sql);
    failPoint('erase.files');
    await noteBytesGone(sql, inFiles, now);
  }
  return total;
}

const asForgotten = ({ subjectKey, ...person }: ForgottenContact): ForgottenPerson => ({
  ...person,
  key: createHash('sha256').update(subjectKey).digest('hex'),
});
