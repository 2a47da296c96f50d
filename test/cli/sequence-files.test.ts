import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { testCrest } from '../http/support/test-crest.ts';
import { crest, HOME } from './support/run-crest.ts';

const server = await testCrest();
await server.app.listen(0, '127.0.0.1');
const folder = mkdtempSync(join(tmpdir(), 'crest-cli-'));
afterAll(() => rmSync(folder, { recursive: true }));
const url = await server.app.getUrl();
const adminKey = await server.makeScopedKey('admin', 'read', 'write');
writeFileSync(join(folder, 'credentials.json'), JSON.stringify({ url, adminKey }));

const example = 'examples/b2b-outbound.yaml';
const there = { environment: { CREST_DATA_DIR: folder } };

describe('sequences as files', () => {
  test('a file is saved as a draft, by the credentials in the data folder', async () => {
    const { exit, out } = await crest(['sequence', 'import', example], there);
    expect({ exit, out }).toEqual({ exit: 0, out: 'b2b-outbound: draft saved\n' });
    expect((await server.call('get', '/v1/sequences/b2b-outbound')).body).toMatchObject({ state: 'draft' });
  });

  test('and published where that is asked for; again it is unchanged', async () => {
    const first = await crest(['sequence', 'import', example, '--publish'], there);
    expect(first.out).toContain('b2b-outbound: published as version 1\n');
    expect(first.out).toContain('b2b-outbound: experiment b2b-outbound.case-study runs\n');
    const again = await crest(['sequence', 'import', example, '--publish', '--json'], there);
    expect(JSON.parse(again.out)).toMatchObject({ published: { version: 1, unchanged: true } });
  });

  test('what is exported is what was imported, as YAML or JSON', async () => {
    const written = parse(readFileSync(join(HOME, example), 'utf8'));
    const yaml = await crest(['sequence', 'export', 'b2b-outbound'], there);
    expect(parse(yaml.out)).toEqual(written);
    const json = await crest(['sequence', 'export', 'b2b-outbound', '--json'], there);
    expect(JSON.parse(json.out)).toEqual(written);
    const back = await crest(['sequence', 'import', '-', '--publish'], { ...there, input: yaml.out });
    expect(back.out).toContain('unchanged, still version 1');
  });

  test('texts are exported line by line, as an author writes them', async () => {
    await crest(['sequence', 'import', 'examples/trial-nurture.yaml'], there);
    const { out } = await crest(['sequence', 'export', 'trial-nurture'], there);
    expect(out).toContain('    body: |\n      Hi {{firstName}},\n\n      your trial runs');
  });

  test('a wrong file is refused with its lines before anything is sent', async () => {
    const { exit, out, said } = await crest(['sequence', 'import', '-'], {
      ...there,
      input: 'key: demo\nsteps: []\n',
    });
    expect({ exit, out }).toEqual({ exit: 1, out: '' });
    expect(said).toContain('line 2, steps:');
  });

  test('what the server refuses is said in its words', async () => {
    const { exit, said } = await crest(['sequence', 'export', 'nobody'], there);
    expect({ exit, said }).toEqual({
      exit: 1,
      said: expect.stringContaining('There is no sequence "nobody".'),
    });
    const odd = await crest(['sequence', 'export', '../keys'], there);
    expect(odd.exit).toBe(2);
  });

  test('another server can be named, with its key', async () => {
    const environment = { CREST_URL: url, CREST_KEY: adminKey };
    expect((await crest(['sequence', 'export', 'b2b-outbound'], { environment })).exit).toBe(0);
    const wrong = await crest(['sequence', 'export', 'b2b-outbound'], {
      environment: { ...environment, CREST_KEY: 'no' },
    });
    expect(wrong).toMatchObject({ exit: 1, out: '' });
    const half = await crest(['sequence', 'export', 'b2b-outbound'], { environment: { CREST_URL: url } });
    expect(half.said).toContain('CREST_KEY is not');
  });
});

describe('where no Crest answers', () => {
  const exported = (environment: Readonly<Record<string, string>>) =>
    crest(['sequence', 'export', 'b2b-outbound', '--json'], { environment, folder });

  test('a data folder without credentials is named', async () => {
    const { exit, said } = await exported({ CREST_DATA_DIR: 'none' });
    expect({ exit, ...JSON.parse(said) }).toMatchObject({
      exit: 1,
      code: 'credentials',
      fix: expect.stringContaining('npm start'),
    });
  });

  test('a port where nobody listens, and one where something else does', async () => {
    const other = createServer((_, response) => response.end('<html>hello</html>'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const address = { CREST_URL: `http://127.0.0.1:${port}`, CREST_KEY: 'k' };
    expect(JSON.parse((await exported(address)).said)).toMatchObject({ code: 'no-crest' });
    await new Promise((resolve) => other.close(resolve));
    const { exit, said } = await exported(address);
    expect({ exit, ...JSON.parse(said) }).toMatchObject({
      exit: 1,
      code: 'server-not-reached',
      fix: expect.stringContaining('npm start'),
    });
  });
});
