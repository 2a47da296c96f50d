import { expect, test } from '@jest/globals';
import { testCrest } from '../http/support/test-crest.ts';
import { crest } from './support/run-crest.ts';

const server = await testCrest();
await server.app.listen(0, '127.0.0.1');
const environment = {
  CREST_URL: await server.app.getUrl(),
  CREST_KEY: await server.makeScopedKey('write'),
};
const importing = (input: string | Uint8Array, ...flags: string[]) =>
  crest(['contact', 'import', '-', ...flags], { environment, input });

test('a CSV file is imported, and what was found out about it is said', async () => {
  const { exit, out, said } = await importing('id;E-Mail;Vorname\nada;ada@example.com;Ada\n');
  expect({ exit, out }).toEqual({ exit: 0, out: '' });
  expect(said).toContain('read as utf-8, delimiter ;');
  expect(said).toContain('id → id, E-Mail → email, Vorname → vorname');
  expect(said).toContain('1 row: 1 made, 0 changed, 0 refused');
  expect((await server.call('get', '/v1/contacts/ada')).body).toMatchObject({
    attributes: { vorname: 'Ada' },
  });
});

test('bytes that are not UTF-8 arrive as they are', async () => {
  const { said } = await importing(Buffer.from('id,n\nzoe,Zo\xeb\n', 'latin1'));
  expect(said).toContain('read as windows-1252');
  expect((await server.call('get', '/v1/contacts/zoe')).body.attributes).toEqual({ n: 'Zoë' });
});

test('each refused row is told with its line, and the command fails', async () => {
  const { exit, out } = await importing('id,email\nb1,b1@example.com\nb2,no address\n');
  expect(exit).toBe(1);
  expect(out).toMatch(/^-:3: invalid-contact: email: is not an address .*\n {4}Correct the cell, /);
});

test('a rehearsal stores nothing, and columns can be named', async () => {
  const { exit, out } = await importing(
    'Nr,Secret\nr1,x\n',
    '--dry-run',
    '--json',
    '--map',
    'Nr:id; Secret:-',
  );
  expect(exit).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    dryRun: true,
    created: 1,
    columns: [{ field: 'id' }, { field: null }],
  });
  expect((await server.call('get', '/v1/contacts/r1')).status).toBe(404);
});

test('a header that cannot be used is refused with all that is wrong', async () => {
  const { exit, said } = await importing('name,Name\n');
  expect(exit).toBe(1);
  expect(said).toContain('no column holds an id or an address');
});
