import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../../apps/api/config.ts';
import { readIngestConfig } from '../../apps/ingest/config.ts';
import { ROLES } from '../../apps/ingest/settings.ts';

const file = new URL('./compose.yaml', import.meta.resolve('#package.json'));
const compose = z
  .object({
    services: z.record(
      z.string(),
      z.object({
        image: z.string(),
        command: z.array(z.string()).optional(),
        environment: z.record(z.string(), z.string().or(z.number())),
        depends_on: z.record(z.string(), z.object({ condition: z.literal('service_healthy') })).optional(),
        healthcheck: z.looseObject({}).optional(),
      }),
    ),
  })
  .parse(parse(await readFile(file, 'utf8'), { merge: true }));
const services = Object.entries(compose.services);
const ours = services.filter(([, { image }]) => image === 'crest');

test('every role has a process in compose.yaml, with settings that it takes', () => {
  const taken = ours.flatMap(([name, { command = [], environment }]) => {
    const settings = Object.fromEntries(
      Object.entries(environment).map(([key, value]) => [key, String(value)]),
    );
    const [app = '', ...flags] = command.slice(2);
    const read = app.includes('ingest') ? readIngestConfig(settings) : readConfig(settings, flags);
    expect({ name, problems: read.ok ? [] : read.problems }).toEqual({ name, problems: [] });
    return read.ok ? read.config.roles : [];
  });
  expect(taken.sort()).toEqual([...ROLES].sort());
});

test('nobody waits there for a service that is missing or never says that it is well', () => {
  for (const [, { depends_on: awaited = {} }] of services) {
    for (const name of Object.keys(awaited)) expect(compose.services[name]?.healthcheck).toBeDefined();
  }
});
