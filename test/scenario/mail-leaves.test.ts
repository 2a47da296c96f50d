import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { capturedMailer } from '#runtime';
import { fakeSmtpServer } from '../support/mail/fake-smtp-server.ts';
import { startCrest } from '../support/start-crest.ts';

const dataDir = await mkdtemp(join(tmpdir(), 'crest-mail-'));
const server = await fakeSmtpServer(() => capturedMailer);

afterAll(async () => {
  await server.close();
  await rm(dataDir, { recursive: true, force: true });
});

/** Crest live on the data folder, with a mail server set up; what it said, and its API. */
async function start(settings: Record<string, string>) {
  let said = '';
  const mail = { SMTP_URL: server.url, MAIL_FROM: 'Ada Lovelace <ada@example.com>' };
  const onSaid = (text: string) => {
    said += text;
  };
  const crest = await startCrest(dataDir, onSaid, { flags: ['--empty'], settings: { ...mail, ...settings } });
  const call = async (method: string, path: string, body?: object): Promise<string> => {
    const headers = { authorization: `Bearer ${crest.adminKey}`, 'content-type': 'application/json' };
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${crest.origin}${path}`, { method, headers, ...content });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text;
  };
  return { ...crest, call, said: () => said };
}

const sequence = {
  key: 'hello',
  goal: 'replied',
  steps: [{ key: 'hello', type: 'email', day: 0, subject: 'Hello {{name}}', body: 'Hello there, {{name}}.' }],
};
const enrollments = (id: string) => ({
  enrollments: [{ contact: { id, email: `${id}@example.net`, name: id } }],
});

test('without SEND=1 no connection is made, whatever is set up; with it the mail goes out, from the sender set', async () => {
  const captures = await start({});
  expect(captures.said()).toContain('mail is captured; SEND=1 lets it leave by smtp');
  await captures.call('PUT', '/v1/sequences/hello', sequence);
  await captures.call('POST', '/v1/sequences/hello/publish');
  await captures.call('POST', '/v1/sequences/hello/enrollments', enrollments('grace'));
  while (!(await captures.call('GET', '/v1/mailbox')).includes('Hello grace')) {
    // The engine pokes itself once a second.
  }
  await captures.stop();
  expect(server.connections()).toBe(0);

  const sends = await start({ SEND: '1' });
  expect(sends.said()).toContain('mail leaves by smtp as Ada Lovelace <ada@example.com>');
  const next = server.next();
  await sends.call('POST', '/v1/sequences/hello/enrollments', enrollments('linus'));
  expect(await next).toMatchObject({
    from: 'Ada Lovelace <ada@example.com>',
    recipients: ['linus@example.net'],
    subject: 'Hello linus',
  });
  await sends.stop();
  expect(server.journal).toHaveLength(1);
  expect(sends.said()).not.toContain('very-secret-key');
});
