import { lines, outreach } from './outreach.ts';
import { testCrest } from './test-crest.ts';

/** Crest with the sequence `outreach` published, and what tests of contacts do over and over. Call it at the top of the file. */
export async function outreachCrest(options: Parameters<typeof testCrest>[0] = {}) {
  const crest = await testCrest(options);
  const send = async (method: 'post' | 'put', path: string, body: object) => {
    const answer = await crest.call(method, path).send(body);
    if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.body;
  };
  const get = async (path: string) => (await crest.call('get', path)).body;
  await send('put', '/v1/sequences/outreach', outreach);
  await send('post', '/v1/sequences/outreach/publish', {});
  return {
    ...crest,
    get,
    send,
    save: (...contacts: object[]) => send('post', '/v1/contacts', { contacts }),
    enroll: async (...ids: string[]) =>
      (await send('post', '/v1/sequences/outreach/enrollments', { enrollments: lines(...ids) })).results,
    advance: (by: string) => send('post', '/v1/clock/advance', { by }),
    read: (id: string, query = '') => get(`/v1/contacts/${encodeURIComponent(id)}${query}`),
    merge: (id: string, into: string) => crest.call('post', `/v1/contacts/${id}/merge`).send({ into }),
    erase: (id: string, query = '') => crest.call('delete', `/v1/contacts/${encodeURIComponent(id)}${query}`),
    mailsTo: async (to: string): Promise<number> =>
      (await get(`/v1/mailbox?to=${encodeURIComponent(to)}`)).mail.length,
  };
}
