import { expect, test } from '@jest/globals';
import { errorCode } from '#storage';
import { payloads, signers } from './support/providers.ts';
import { reportOf, TUESDAY, webhookCrest } from './support/webhook-crest.ts';

const crest = await webhookCrest(['ada']);
const call = () =>
  signers.sendgrid(
    payloads.sendgrid(reportOf('delivered', 'ada@example.com', { touch: crest.touchOf('ada') })),
    TUESDAY,
  );

test('a report that comes while the database shuts its connections is sent again later, and counts once', async () => {
  await crest.sql`
    create function away() returns trigger language plpgsql as
    $$ begin raise exception 'terminating connection due to administrator command' using errcode = '57P01'; end $$`;
  await crest.sql`create trigger away before insert on inbox execute function away()`;
  const refused = await crest.post('sendgrid', call());
  expect([refused.status, refused.body.code, refused.retryAfter]).toEqual([503, 'store-silent', '5']);
  await crest.sql`drop trigger away on inbox`;
  expect((await crest.post('sendgrid', call())).body).toMatchObject({ accepted: 1 });
  expect((await crest.post('sendgrid', call())).body).toMatchObject({ accepted: 0, duplicates: 1 });
  expect(await crest.logged('sendgrid')).toHaveLength(1);
});

test('without the database it is answered 503, and the provider tries again', async () => {
  await crest.sql.end();
  const error = await crest.sql`select 1`.catch((thrown: unknown) => thrown);
  expect(errorCode(error)).toBe('CONNECTION_ENDED');
  const { status, body } = await crest.post('sendgrid', call());
  expect([status, body.code]).toEqual([503, 'store-silent']);
});
