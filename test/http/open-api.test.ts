import { expect, test } from '@jest/globals';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { RouteTable } from '../../apps/ingest/problem/route-table.ts';
import { testCrest } from './support/test-crest.ts';

const crest = await testCrest();
const { body: document } = await crest.knock('get', '/openapi.json');

interface Operation {
  operationId: string;
  summary: string;
  tags: string[];
  parameters: { name: string; in: string; required: boolean; schema: object }[];
  responses: Record<string, { content?: Record<string, { schema: object }> }>;
  requestBody?: { content: Record<string, { schema: object }> };
}

const operations = Object.entries(document.paths as Record<string, Record<string, Operation>>).flatMap(
  ([path, methods]) => Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

test('the document is OpenAPI 3.1 of this version', () => {
  expect(document.openapi).toBe('3.1.0');
  expect(document.info).toMatchObject({ title: 'Crest', version: '1.2.3' });
  expect(Object.keys(document.components.securitySchemes)).toEqual(['key', 'key-as-user-name']);
});

test('every route of the API is in it, and nothing else', () => {
  expect(crest.app.getHttpAdapter()).toBeInstanceOf(FastifyAdapter);
  const served = crest.app
    .get(RouteTable)
    .all()
    .filter(
      (route) => !route.startsWith('HEAD') && !/ \/(mailbox|docs|openapi\.json|assets\/\*)?$/.test(route),
    );
  const described = operations.map(
    ({ method, path }) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
  );
  expect(described.sort()).toEqual(served);
});

test('every operation has a name of its own, a summary and schemas for what it answers', () => {
  const names = operations.map(({ operation }) => operation.operationId);
  expect(new Set(names).size).toBe(names.length);
  for (const { operation } of operations) {
    expect(operation.summary).toMatch(/\w/);
    const { content } = operation.responses['200'] ?? {};
    // Readers of mail get pages, pictures and redirections, and a mail is a page.
    const isShown =
      operation.responses['302'] !== undefined ||
      (content?.['text/html'] ?? content?.['text/plain']) !== undefined;
    if (!isShown && content?.['image/gif'] === undefined)
      expect(Object.keys(content?.['application/json']?.schema ?? {}).length).toBeGreaterThan(0);
    expect(operation.responses['4XX']?.content).toHaveProperty(['application/problem+json']);
  }
});

test('every parameter of a path is described', () => {
  for (const { path, operation } of operations) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
    const described = operation.parameters.filter((parameter) => parameter.in === 'path');
    expect(described.map((parameter) => parameter.name)).toEqual(named);
    expect(described.every((parameter) => parameter.required)).toBe(true);
  }
});

test('the bodies say their fields', () => {
  const bodyOf = (path: string, method: string) =>
    document.paths[path][method].requestBody.content['application/json'].schema;
  const event = bodyOf('/v1/events', 'post').properties.events;
  expect(event.maxItems).toBe(1000);
  expect(event.items.required).toEqual(['type', 'occurredAt']);
  expect(bodyOf('/v1/sequences/{key}/enrollments', 'post').properties.enrollments.items.required).toEqual([
    'contact',
  ]);
  expect(bodyOf('/v1/sequences/{key}', 'put').properties).toHaveProperty('steps');
  expect(document.paths['/v1/sequences/{key}'].put.requestBody.content).toHaveProperty(['application/yaml']);
});

test('every reference leads to something in the document', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, to = '']) => to);
  expect(references).toContain('components/schemas/Condition');
  for (const to of references) {
    const found = to.split('/').reduce<unknown>((at, name) => Object(at)[name], document);
    expect(found).toEqual(expect.any(Object));
  }
  expect(JSON.stringify(document)).not.toContain('$defs');
});

test('people read it at /docs, from this server alone', async () => {
  const page = await crest.knock('get', '/docs');
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.text).not.toMatch(/https?:\/\//);
  for (const [, path = ''] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) {
    expect((await crest.knock('get', path)).status).toBe(200);
  }
});
