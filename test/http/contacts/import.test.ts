import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { expect, test } from '@jest/globals';
import { outreachCrest } from '../support/outreach-crest.ts';

const crest = await outreachCrest();
const send = (file: string | Buffer, query = '', type = 'text/csv') =>
  crest
    .call('post', `/v1/contacts/import${query}`)
    .type(type)
    .serialize((body) => body)
    .send(file);
const importFile = async (file: string | Buffer, query = '') => (await send(file, query)).body;
const attributes = async (id: string) => (await crest.read(id)).attributes;

test('rows become contacts: columns are known by what they are often called, others are attributes', async () => {
  const file = [
    'E-Mail Address,First Name,last_name,Time Zone,Plan type,ARR,Customer ID,',
    'ada@example.com,Ada,Lovelace,Europe/London,trial,42,c-1,',
    '"grace@example.com","Grace ""Amazing""","Hopper, USN","America/New_York","two\nlines",,c-2,',
  ].join('\r\n');
  expect(await importFile(file)).toEqual({
    dryRun: false,
    encoding: 'utf-8',
    delimiter: ',',
    columns: [
      { header: 'E-Mail Address', field: 'email' },
      { header: 'First Name', field: 'firstName' },
      { header: 'last_name', field: 'lastName' },
      { header: 'Time Zone', field: 'timezone' },
      { header: 'Plan type', field: 'planType' },
      { header: 'ARR', field: 'arr' },
      { header: 'Customer ID', field: 'id' },
      { header: '', field: null },
    ],
    idFrom: 'id',
    rows: 2,
    created: 2,
    updated: 0,
    rejected: 0,
    problems: [],
    problemsLeftOut: 0,
    stoppedAt: null,
  });
  expect(await crest.read('c-1')).toMatchObject({ email: 'ada@example.com', timezone: 'Europe/London' });
  expect(await attributes('c-1')).toEqual({
    firstName: 'Ada',
    lastName: 'Lovelace',
    planType: 'trial',
    arr: '42',
  });
  expect(await attributes('c-2')).toEqual({
    firstName: 'Grace "Amazing"',
    lastName: 'Hopper, USN',
    planType: 'two\nlines',
  });
});

test('a row again changes what it names, and an empty cell keeps what is known', async () => {
  const report = await importFile('id;plan type;arr\nc-1;pro;\nc-3;;7\n');
  expect(report).toMatchObject({ delimiter: ';', rows: 2, created: 1, updated: 1 });
  expect(await attributes('c-1')).toMatchObject({ planType: 'pro', arr: '42', firstName: 'Ada' });
});

const umlauts = 'id,firstName\nu1,Zoë\nu2,Jürgen €\n';
const swapped = (text: Buffer) => Buffer.from(text).swap16();
test.each([
  ['utf-8', Buffer.from(umlauts)],
  ['utf-8', Buffer.from(`\ufeff${umlauts}`)],
  ['utf-16le', Buffer.from(`\ufeff${umlauts}`, 'utf16le')],
  ['utf-16le', Buffer.from(umlauts, 'utf16le')],
  ['utf-16be', swapped(Buffer.from(`\ufeff${umlauts}`, 'utf16le'))],
  ['utf-16be', swapped(Buffer.from(umlauts, 'utf16le'))],
  ['windows-1252', Buffer.from(umlauts.replace('€', '\x80'), 'latin1')],
])('a file in %s is read as what it is', async (encoding, file) => {
  await crest.sql`delete from contact where external_id in ('u1', 'u2')`;
  expect(await importFile(file)).toMatchObject({ encoding, rows: 2, created: 2, rejected: 0 });
  expect([await attributes('u1'), await attributes('u2')]).toEqual([
    { firstName: 'Zoë' },
    { firstName: 'Jürgen €' },
  ]);
});

test('a letter that is not UTF-8 is noticed however late it comes', async () => {
  const rows = Array.from({ length: 6_000 }, (_, i) => `late-${i},plain`);
  const file = Buffer.from(`id,firstName\n${rows.join('\n')}\nlate-x,Zo\xeb\n`, 'latin1');
  expect(await importFile(file)).toMatchObject({ encoding: 'windows-1252', created: 6_001 });
  expect(await attributes('late-x')).toEqual({ firstName: 'Zoë' });
});

test.each([
  ['id;a,b;c;d', ';'],
  ['id\tfirst, last\tx', '\t'],
  ['"x;y;z",id', ','],
  ['sep=;\nid;a,b,c', ';'],
  ['id', ','],
])('the delimiter is found: %j', async (header, delimiter) => {
  expect(await importFile(`${header}\n`)).toMatchObject({ delimiter, rows: 0 });
});

test('each bad row is reported with its line and reason, and the good ones go in', async () => {
  const file = [
    'id,email,timezone,note',
    'g1,g1@example.com,,fine',
    'b1,not an address,,',
    '',
    'b2,b2@example.com,Mars/Olympus,"a note',
    'over two lines"',
    ',nobody@example.com,,',
    'g1,again@example.com,,',
    'b3,b3@example.com,,x,too,many',
    `b4,b4@example.com,,${'x'.repeat(70_000)}`,
    'b5,b5@example.com,,\0',
    'g2',
    ',,,',
    'g3,g3@example.com,Europe/Paris,5" disk',
  ].join('\n');
  const report = await importFile(file);
  expect(report).toMatchObject({ rows: 10, created: 3, rejected: 7, stoppedAt: null });
  expect(report.problems).toEqual([
    { line: 3, code: 'invalid-contact', detail: expect.stringMatching(/^email: /), fix: expect.any(String) },
    {
      line: 5,
      code: 'invalid-contact',
      detail: expect.stringMatching(/^timezone: /),
      fix: expect.any(String),
    },
    { line: 7, code: 'invalid-contact', detail: expect.stringMatching(/^id: /), fix: expect.any(String) },
    { line: 8, code: 'named-twice', detail: expect.stringContaining('line 2'), fix: expect.any(String) },
    { line: 9, code: 'too-many-cells', detail: expect.stringContaining('6 cells'), fix: expect.any(String) },
    { line: 10, code: 'invalid-contact', detail: expect.stringContaining('64 KB'), fix: expect.any(String) },
    { line: 11, code: 'invalid-contact', detail: expect.stringContaining('NUL'), fix: expect.any(String) },
  ]);
  expect(await attributes('g3')).toEqual({ note: '5" disk' });
  expect(await crest.read('g1')).toMatchObject({ email: 'g1@example.com' });
});

test('what looks like a formula is text, to the letter', async () => {
  const formulas = ['=1+1', '+49 30 1', '-2', '@SUM(A1)', '\tx', '=HYPERLINK("http://x","y")'];
  const rows = formulas.map((text, i) => `f${i},"${text.replaceAll('"', '""')}"`);
  expect(await importFile(`id,note\n${rows.join('\n')}`)).toMatchObject({ created: formulas.length });
  for (const [i, note] of formulas.entries()) expect(await attributes(`f${i}`)).toEqual({ note });
});

test('a rehearsal reports the same and stores nothing', async () => {
  const file = 'id,email\nc-1,ada@example.com\nd1,d1@example.com\nd1,x@example.com\nd2,bad\n';
  const rehearsed = await importFile(file, '?dryRun=true');
  expect(rehearsed).toMatchObject({ dryRun: true, rows: 4, created: 1, updated: 1, rejected: 2 });
  expect(await crest.read('d1')).toMatchObject({ status: 404 });
  expect({ ...(await importFile(file)), dryRun: true }).toEqual(rehearsed);
});

test('columns can be named, left out, and an address can serve as the id', async () => {
  const file = 'Kunden-Nr.,Work address,Secret\nk1,K1@Example.com,s\n';
  const map = ['Kunden-Nr.:number', 'Work address:email', 'Secret:-'];
  const report = await importFile(file, `?${map.map((one) => `map=${encodeURIComponent(one)}`).join('&')}`);
  expect(report).toMatchObject({
    created: 1,
    idFrom: 'email',
    columns: [{ field: 'number' }, { field: 'email' }, { field: null }],
  });
  expect(await crest.read('k1@example.com')).toMatchObject({
    email: 'K1@Example.com',
    attributes: { number: 'k1' },
  });
});

const manyColumns = ['id', ...Array.from({ length: 9_999 }, (_, i) => `c${i}`)].join(',');
test.each([
  ['two columns for one field', 'id,First Name,first_name\n', '', /columns 2 and 3 both fill firstName/],
  ['no id and no address', 'name,plan\nx,y\n', '', /no column holds an id or an address/],
  ['no header', 'ada@example.com,Ada\n', '', /no header/],
  ['nothing at all', '', '', /no rows/],
  ['10,000 columns', `${manyColumns}\n`, '', /10000 columns; 500/],
  ['a name that every object has', 'id,x\n', '?map=x:__proto__', /does not name a field/],
  ['a map of a column that is not there', 'id\n', '?map=y:email', /is no column/],
  ['a map that is none', 'id\n', '?map=y', /HEADER:field/],
])('a header is refused before anything is stored: %s', async (_, file, query, reason) => {
  const { status, body } = await send(file === '' ? '' : `${file}never,stored@example.com\n`, query);
  expect(status).toBe(422);
  expect(body).toMatchObject({
    code: 'csv-header',
    detail: expect.stringMatching(reason),
    fix: expect.any(String),
  });
  expect(await crest.read('never')).toMatchObject({ status: 404 });
});

test('all that is wrong with a header is said at once', async () => {
  const { problems } = await importFile('name,Name,x\n', '?map=y:z');
  expect(problems).toHaveLength(3);
});

test.each([
  ['a quote that is never closed', `id,note\nq1,ok\nq2,"open\n${'q3,x\n'.repeat(100)}`, 'q1'],
  ['a line of 5 MB', `id,note\nl1,ok\nl2,${'x'.repeat(5_000_000)}\nl3,ok\n`, 'l1'],
  ['a quoted cell of 5 MB', `id,note\nm1,ok\nm2,"${'x\n'.repeat(2_500_000)}"\nm3,ok\n`, 'm1'],
])('%s stops the reading there, and what came before goes in', async (_, file, before) => {
  const report = await importFile(file);
  expect(report.stoppedAt).toBeGreaterThan(2);
  expect(report).toMatchObject({ created: 1, rejected: 1, problems: [{ code: 'not-csv' }] });
  expect(await crest.read(before)).toMatchObject({ id: before });
});

test.each([
  ['a workbook', Buffer.from('504b030414000600', 'hex'), 'text/csv', 400, 'csv-encoding'],
  ['gzip', Buffer.from('1f8b0800', 'hex'), 'text/csv', 400, 'csv-encoding'],
  ['a charset nobody knows', 'id\n', 'text/csv; charset=klingon', 400, 'csv-encoding'],
  ['UTF-8 that is none', Buffer.from('id\n\xeb\n', 'latin1'), 'text/csv; charset=utf-8', 400, 'csv-encoding'],
  ['JSON', '{}', 'application/json', 415, 'media-type-unsupported'],
])('%s is refused', async (_, file, type, status, code) => {
  expect((await send(file, '', type)).body).toMatchObject({ status, code, fix: expect.any(String) });
});

test('what its sender says a file is written in counts', async () => {
  await send(
    Buffer.from('id,n\nru,\xcf\xf0\xe8\xe2\xe5\xf2\n', 'latin1'),
    '',
    'text/csv; charset=windows-1251',
  );
  expect(await attributes('ru')).toEqual({ n: 'Привет' });
});

test('noise in bytes makes no fault', async () => {
  for (let i = 0; i < 8; i++) {
    const { status } = await send(Buffer.concat([Buffer.from('id,a\n'), randomBytes(5_000)]));
    expect([200, 400, 422]).toContain(status);
  }
  expect(crest.logged).toEqual([]);
});

test('an import under an Idempotency-Key happens once, and its key is for this file and these settings', async () => {
  const once = (file: string, query = '') => send(file, query).set('idempotency-key', 'import-1');
  const first = await once('id\ni1\n');
  const again = await once('id\ni1\n');
  expect(first.body).toMatchObject({ created: 1 });
  expect(again.text).toBe(first.text);
  expect(again.headers['idempotency-replayed']).toBe('true');
  expect((await once('id\ni2\n')).body).toMatchObject({ status: 409, code: 'idempotency-mismatch' });
  expect((await once('id\ni1\n', '?dryRun=true')).body).toMatchObject({ code: 'idempotency-mismatch' });
});

test('a file goes to no other address, and none stays behind', async () => {
  expect((await crest.call('post', '/v1/events').type('text/csv').send('id\n')).status).toBe(415);
  const reader = await crest.makeScopedKey('read');
  expect(
    (await crest.callAs(reader, 'post', '/v1/contacts/import').type('text/csv').send('id\n')).status,
  ).toBe(403);
  expect((await readdir(tmpdir())).filter((name) => name.startsWith('crest-upload-'))).toEqual([]);
});
