import { expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { lines, outreach } from './support/outreach.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();
const save = (key: string, file: object) => crest.call('put', `/v1/sequences/${key}`).send(file);

test('a draft is saved and read back as it was written', async () => {
  const saved = await save('outreach', outreach);
  expect(saved.status).toBe(200);
  expect(saved.body).toMatchObject({ state: 'draft', version: null, savedAt: '2026-01-05T08:00:00.000Z' });
  const read = await crest.call('get', '/v1/sequences/outreach');
  expect(read.body).toEqual({
    ...outreach,
    state: 'draft',
    version: null,
    savedAt: '2026-01-05T08:00:00.000Z',
    publishedAt: null,
  });
  expect(Object.keys(read.body.steps[0])).toEqual(Object.keys(outreach.steps[0] ?? {}));
});

test('what was read can be saved again', async () => {
  const read = await crest.call('get', '/v1/sequences/outreach');
  expect((await save('outreach', { ...read.body, name: 'Renamed' })).body).toMatchObject({ name: 'Renamed' });
  expect((await save('outreach', outreach)).status).toBe(200);
});

test('YAML is taken as JSON is', async () => {
  for (const type of ['application/yaml', 'text/yaml']) {
    const answer = await crest.call('put', '/v1/sequences/outreach').type(type).send(stringify(outreach));
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ ...outreach, state: 'draft' });
  }
});

test('a wrong file answers every problem with path, reason and fix, and stores nothing', async () => {
  const wrong = {
    ...outreach,
    key: 'wrong',
    goall: 'replied',
    steps: [
      { key: 'a', type: 'email', day: 0, subject: 'S' },
      { key: 'a', type: 'fax', day: 1 },
    ],
  };
  const answer = await save('wrong', wrong);
  expect(answer.status).toBe(422);
  expect(answer.body).toMatchObject({
    code: 'sequence-invalid',
    detail: expect.stringContaining('Nothing was stored'),
  });
  const paths: string[] = answer.body.problems.map((problem: { path: string }) => problem.path);
  expect(paths.some((path) => path.startsWith('goall'))).toBe(true);
  expect(paths.some((path) => path.includes('0'))).toBe(true);
  expect(paths.some((path) => path.includes('1'))).toBe(true);
  for (const problem of answer.body.problems) {
    expect(problem).toEqual({
      path: expect.any(String),
      line: null,
      reason: expect.stringMatching(/\w/),
      fix: expect.stringMatching(/\w/),
    });
  }
  expect((await crest.call('get', '/v1/sequences/wrong')).body).toMatchObject({
    status: 404,
    code: 'sequence-not-found',
  });
});

test('a wrong YAML file names the lines', async () => {
  const answer = await crest
    .call('put', '/v1/sequences/wrong')
    .type('text/yaml')
    .send('key: wrong\nname: Wrong\ngoall: x\n');
  expect(answer.status).toBe(422);
  expect(answer.body.problems).toContainEqual(expect.objectContaining({ line: 3 }));
});

test('the key in the file and the key in the address are one', async () => {
  const answer = await save('other', outreach);
  expect(answer.body).toMatchObject({
    status: 422,
    problems: [{ path: 'key', fix: 'Use one key in both places.' }],
  });
  const { key: _, ...keyless } = outreach;
  expect((await save('taken-from-address', keyless)).body).toMatchObject({ key: 'taken-from-address' });
});

test('a body that is no file at all', async () => {
  for (const body of [[], 'null', '7']) {
    const answer = await crest
      .call('put', '/v1/sequences/wrong')
      .type('json')
      .send(typeof body === 'string' ? body : '[]');
    expect(answer.body).toMatchObject({ status: 422, code: 'sequence-invalid' });
  }
  expect((await crest.call('put', '/v1/sequences/wrong')).status).toBe(422);
});

test('checking a file finds what is wrong and saves nothing', async () => {
  const wrong = { ...outreach, key: 'lint', steps: [{ ...outreach.steps[2], subject: '{{firstName' }] };
  const answer = await crest.call('post', '/v1/sequences/lint').send(wrong);
  expect(answer.status).toBe(200);
  expect(answer.body.findings[0]).toEqual({
    code: 'invalid',
    severity: 'error',
    step: 'last',
    message: expect.stringContaining('subject'),
    fix: expect.any(String),
    path: expect.stringContaining('subject'),
    line: null,
  });
  expect((await crest.call('post', '/v1/sequences/lint').send(outreach)).body).toEqual({ findings: [] });
  expect((await crest.call('get', '/v1/sequences/lint')).status).toBe(404);
});

test('checking a file that is right says what its readers will mind, YAML with lines', async () => {
  const [intro, call] = outreach.steps;
  const bump = {
    key: 'bump',
    type: 'email',
    day: 3,
    purpose: 'remind',
    subject: 'Hello',
    body: 'Just checking in.',
  };
  const file = { ...outreach, key: 'lint', steps: [intro, call, bump] };
  const finding = { code: 'empty-bump', severity: 'warning', step: 'bump', path: 'steps[2]' };
  const json = await crest.call('post', '/v1/sequences/lint').send(file);
  expect(json.body.findings).toEqual([
    {
      ...finding,
      line: null,
      message: expect.stringContaining('Just checking in.'),
      fix: expect.any(String),
    },
  ]);
  const text = stringify(file);
  const yaml = await crest.call('post', '/v1/sequences/lint').type('text/yaml').send(text);
  const line = text.split('\n').findIndex((each) => each.includes('key: bump')) + 1;
  expect(yaml.body.findings).toMatchObject([{ ...finding, line }]);
});

test('sequences are listed page by page', async () => {
  for (const key of ['page-a', 'page-b', 'page-c']) await save(key, { ...outreach, key });
  const first = await crest.call('get', '/v1/sequences?limit=2');
  const second = await crest.call('get', `/v1/sequences?limit=100&cursor=${first.body.nextCursor}`);
  const keys = [...first.body.sequences, ...second.body.sequences].map(
    (sequence: { key: string }) => sequence.key,
  );
  expect(keys).toEqual(['outreach', 'page-a', 'page-b', 'page-c', 'taken-from-address']);
  expect(second.body.nextCursor).toBeNull();
  expect(first.body.sequences[0]).toEqual({
    key: 'outreach',
    name: 'Outreach',
    state: 'draft',
    version: null,
    savedAt: '2026-01-05T08:00:00.000Z',
  });
});

test('publishing makes a version and starts the experiment of a step with variants', async () => {
  const answer = await crest.call('post', '/v1/sequences/outreach/publish');
  expect(answer.status).toBe(200);
  expect(answer.body).toEqual({
    key: 'outreach',
    state: 'published',
    version: 1,
    unchanged: false,
    experiments: ['outreach.intro'],
    removedSteps: [],
    changes: null,
  });
  const { body } = await crest.call('get', '/v1/experiments');
  expect(body).toEqual({
    experiments: [
      {
        key: 'outreach.intro',
        kind: 'content',
        sequence: 'outreach',
        step: 'intro',
        state: 'running',
        arms: [
          { key: 'a', weight: 1 },
          { key: 'b', weight: 1 },
        ],
        salt: 'outreach.intro',
        startedAt: '2026-01-05T08:00:00.000Z',
      },
    ],
    nextCursor: null,
  });
});

test('publishing what is published already answers its version again', async () => {
  const answer = await crest.call('post', '/v1/sequences/outreach/publish');
  expect(answer.body).toMatchObject({ version: 1, unchanged: true });
});

test('a new version leaves those under way on theirs, and says who stands on removed steps', async () => {
  await crest.call('post', '/v1/sequences/outreach/enrollments').send({ enrollments: lines('p1', 'p2') });
  const [, ...rest] = outreach.steps;
  await save('outreach', {
    ...outreach,
    steps: [{ ...outreach.steps[2], key: 'fresh', day: 0, purpose: 'remind' }, ...rest],
  });
  const answer = await crest.call('post', '/v1/sequences/outreach/publish');
  expect(answer.body).toMatchObject({
    version: 2,
    experiments: [],
    removedSteps: [{ step: 'intro', waiting: 2 }],
  });
  const { body } = await crest.call('get', '/v1/sequences/outreach/enrollments');
  expect(body.enrollments.map((one: { version: number }) => one.version)).toEqual([1, 1]);
  const experiments = await crest.call('get', '/v1/experiments');
  expect(experiments.body.experiments).toMatchObject([{ key: 'outreach.intro', state: 'stopped' }]);
});

test('of two who publish at once, both get a version and no number is given twice', async () => {
  await save('page-a', { ...outreach, key: 'page-a' });
  const answers = await Promise.all(
    Array.from({ length: 4 }, async () => (await crest.call('post', '/v1/sequences/page-a/publish')).body),
  );
  const [{ versions }] = await crest.sql<[{ versions: number }]>`
    select count(*) as versions from sequence_version v join sequence s on s.id = v.sequence_id where s.key = 'page-a'`;
  expect(answers.filter((answer) => answer.unchanged === false)).toHaveLength(versions);
  expect(new Set(answers.map((answer) => answer.state))).toEqual(new Set(['published']));
});

test('a sequence is paused, resumed and archived', async () => {
  const command = async (name: string) => (await crest.call('post', `/v1/sequences/page-a/${name}`)).body;
  expect(await command('pause')).toEqual({ key: 'page-a', state: 'paused' });
  expect(await command('pause')).toEqual({ key: 'page-a', state: 'paused' });
  const enrolling = await crest
    .call('post', '/v1/sequences/page-a/enrollments')
    .send({ enrollments: lines('late') });
  expect(enrolling.body).toMatchObject({ status: 409, code: 'sequence-not-published' });
  expect(await command('resume')).toEqual({ key: 'page-a', state: 'published' });
  expect(await command('archive')).toMatchObject({ key: 'page-a', state: 'archived' });
  expect(await command('pause')).toMatchObject({
    status: 409,
    code: 'sequence-state',
    fix: expect.stringContaining('resume'),
  });
});

test('a draft cannot be paused, and what is not there cannot be anything', async () => {
  expect((await crest.call('post', '/v1/sequences/page-b/pause')).body).toMatchObject({
    status: 409,
    code: 'sequence-state',
    fix: expect.stringContaining('publish'),
  });
  for (const command of ['publish', 'pause', 'resume', 'archive']) {
    expect((await crest.call('post', `/v1/sequences/nobody/${command}`)).body).toMatchObject({
      status: 404,
      code: 'sequence-not-found',
    });
  }
});
