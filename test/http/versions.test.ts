import { expect, test } from '@jest/globals';
import { lines, outreach } from './support/outreach.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();
const get = async (path: string) => (await crest.call('get', `/v1/sequences/outreach/${path}`)).body;
const save = async (file: object) => (await crest.call('put', '/v1/sequences/outreach').send(file)).body;
const publish = async () => (await crest.call('post', '/v1/sequences/outreach/publish')).body;
const advance = async (by: string) => crest.call('post', '/v1/clock/advance').send({ by });

const [intro, call, last] = outreach.steps;
const NOBODY = { waiting: 0, openTasks: 0, sending: 0 };

test('a sequence that was never published has no versions, and a version that is not there is named', async () => {
  await save(outreach);
  for (const path of ['versions', 'versions/1', 'diff']) {
    expect(await get(path)).toMatchObject({ status: 409, code: 'sequence-not-published' });
  }
  expect((await crest.call('get', '/v1/sequences/nobody/versions')).body).toMatchObject({ status: 404 });
  await publish();
  expect(await get('versions/7')).toMatchObject({
    status: 404,
    code: 'version-not-found',
    detail: 'version: the sequence "outreach" has no version 7.',
    fix: expect.stringContaining('version 1'),
  });
  expect(await get('diff?from=7')).toMatchObject({ status: 404, code: 'version-not-found' });
  expect(await get('diff?to=next')).toMatchObject({ status: 400, problems: [{ path: 'to' }] });
});

test('a version says who stands where: waiting, at an open task, with a mail on the way', async () => {
  await crest
    .call('post', '/v1/sequences/outreach/enrollments')
    .send({ enrollments: lines('ada', 'grace', 'edsger') });
  await advance('P1D');
  await crest.call('post', '/v1/sequences/outreach/enrollments').send({ enrollments: lines('late') });
  expect(await get('versions/1')).toEqual({
    key: 'outreach',
    version: 1,
    latest: true,
    publishedAt: '2026-01-05T08:00:00.000Z',
    file: outreach,
    standing: [
      { step: 'call', ...NOBODY, openTasks: 3 },
      { step: 'intro', ...NOBODY, waiting: 1 },
      { step: 'last', ...NOBODY, waiting: 3 },
    ],
  });
});

test('a draft that leaves a step or a variant out says who is under way to it, and so does publishing it', async () => {
  const { variants } = intro as { variants: { key: string }[] };
  const fewer = { ...intro, variants: variants.filter(({ key }) => key !== 'b') };
  const saved = await save({ ...outreach, steps: [fewer, { ...last, key: 'break-up', subject: 'Bye' }] });
  const [{ b }] = await crest.sql<[{ b: number }]>`
    select count(*) as b from enrollment where arms ->> 'outreach.intro' = 'b'`;
  const fix = expect.stringContaining('/migrate');
  expect(saved.warnings).toEqual([
    { path: 'steps', line: null, reason: expect.stringContaining('"call" of version 1'), fix },
    { path: 'steps', line: null, reason: expect.stringContaining('3 wait for it'), fix },
    ...(b === 0
      ? []
      : [
          { path: 'steps', line: null, reason: expect.stringContaining(`${b} under way have drawn it`), fix },
        ]),
  ]);
  const changes = {
    settings: [],
    steps: [
      {
        ...{ key: 'intro', change: 'kept', from: 1, to: 1, moved: false, fields: [] },
        standing: { ...NOBODY, waiting: 1 },
        variants: [
          { key: 'a', change: 'kept', fields: [], enrollments: 3 - b },
          { key: 'b', change: 'removed', fields: [], enrollments: b },
        ],
      },
      expect.objectContaining({ key: 'call', change: 'removed', standing: { ...NOBODY, openTasks: 3 } }),
      expect.objectContaining({ key: 'last', change: 'removed', standing: { ...NOBODY, waiting: 3 } }),
      expect.objectContaining({ key: 'break-up', change: 'added', to: 2, standing: NOBODY }),
    ],
  };
  const diff = await get('diff');
  expect(diff).toMatchObject({ key: 'outreach', from: 1, to: 'draft' });
  expect(diff.changes.settings).toEqual([]);
  expect(diff.changes.steps).toEqual(expect.arrayContaining(changes.steps));
  const published = await publish();
  expect(published).toMatchObject({ version: 2, unchanged: false, changes: diff.changes });
  expect(published.removedSteps).toEqual([
    { step: 'call', waiting: 0 },
    { step: 'last', waiting: 3 },
  ]);
  expect(await get('diff?from=1&to=2')).toMatchObject({ from: 1, to: 2, changes: diff.changes });
});

test('publishing an unchanged draft makes no version', async () => {
  expect(await publish()).toMatchObject({ version: 2, unchanged: true, changes: { settings: [] } });
  expect(await get('versions')).toMatchObject({ versions: [{ version: 2 }, { version: 1 }] });
});

test('the versions are listed latest first, page by page, with who stands in each', async () => {
  const first = await get('versions?limit=1');
  expect(first.versions).toEqual([
    { version: 2, latest: true, publishedAt: '2026-01-06T08:00:00.000Z', standing: NOBODY },
  ]);
  expect(await get(`versions?limit=1&cursor=${first.nextCursor}`)).toEqual({
    versions: [
      {
        ...{ version: 1, latest: false, publishedAt: '2026-01-05T08:00:00.000Z' },
        standing: { waiting: 4, openTasks: 3, sending: 0 },
      },
    ],
    nextCursor: null,
  });
});

test('people who are under way finish with the version they started in', async () => {
  await advance('P3D');
  const { body } = await crest.call('get', '/v1/mailbox?limit=200');
  const goodbyes = body.mail.filter(({ subject }: { subject: string }) => subject === 'Goodbye');
  expect(goodbyes).toHaveLength(4);
  expect((await get('versions/1')).standing).toEqual([]);
});

test('an old file can be saved as a draft again', async () => {
  const { file } = await get('versions/1');
  expect(await save(file)).toMatchObject(outreach);
  expect(await publish()).toMatchObject({ version: 3, unchanged: false });
  expect((await get('versions/3')).file).toEqual(outreach);
});

test('publishing leaves a paused sequence paused, and an archived one is resumed first', async () => {
  const command = async (name: string) => (await crest.call('post', `/v1/sequences/outreach/${name}`)).body;
  await command('pause');
  await save({ ...outreach, steps: [intro, call] });
  expect(await publish()).toMatchObject({ version: 4, state: 'paused' });
  await command('resume');
  await crest.call('post', '/v1/sequences/outreach/archive').send({ enrollments: 'finish' });
  expect(await publish()).toMatchObject({
    status: 409,
    code: 'sequence-state',
    detail: 'The sequence "outreach" is archived and cannot be published.',
    fix: expect.stringContaining('resume'),
  });
});
