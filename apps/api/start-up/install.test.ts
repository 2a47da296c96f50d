import { expect, test } from '@jest/globals';
import { testDatabase } from '../../../test/support/test-database.ts';
import { findOrMakeInstallation } from './install.ts';

const mail = { send: false, provider: undefined, from: undefined };
const { sql } = await testDatabase();

test('a sandbox stays one, and lets no mail leave', async () => {
  expect(await findOrMakeInstallation(sql, { empty: false, mail })).toMatchObject({ mode: 'sandbox' });
  const sends = { ...mail, send: true };
  await expect(findOrMakeInstallation(sql, { empty: false, mail: sends })).rejects.toMatchObject({
    code: 'send-in-sandbox',
  });
  await expect(findOrMakeInstallation(sql, { empty: true, mail })).rejects.toMatchObject({
    code: 'sandbox-not-empty',
  });
});
