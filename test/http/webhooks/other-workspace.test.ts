import { expect, test } from '@jest/globals';
import { reportOf, webhookCrest } from './support/webhook-crest.ts';

const crest = await webhookCrest(['here', 'there']);

// Workspaces share a provider's account, and so the address that it reports to.
test('a report of a mail of another workspace is an event of that one', async () => {
  const [other] = await crest.sql<
    { id: number }[]
  >`insert into workspace (key) values ('other') returning id`;
  const id = other?.id ?? 0;
  await crest.sql`update contact set workspace_id = ${id} where external_id = 'there'`;
  await crest.sql`
    update enrollment set workspace_id = ${id} from contact c where c.id = contact_id and c.external_id = 'there'`;
  for (const contact of ['here', 'there']) {
    const report = reportOf('bounced', `${contact}@example.com`, { touch: crest.touchOf(contact) });
    const { body } = await crest.report('postmark', report);
    expect([contact, body]).toEqual([contact, { accepted: 1, duplicates: 0, kept: 0, ignored: 0 }]);
  }
  const logged = await crest.logged('postmark');
  expect(logged.map(({ type, workspace }) => `${type} in ${workspace}`).sort()).toEqual([
    'bounced in default',
    'bounced in other',
    'exited in default',
    'exited in other',
  ]);
  const ended = await crest.sql<{ id: string; state: string }[]>`
    select c.external_id as id, e.state from enrollment e join contact c on c.id = e.contact_id order by 1`;
  expect(ended).toEqual(['here', 'there'].map((contact) => ({ id: contact, state: 'exited' })));
});
