import { z } from 'zod';
import { parseSequenceText } from '#engine';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { plain } from '../io.ts';
import { readText } from '../read-file.ts';
import { failure } from '../refusal.ts';
import { findServer } from '../server.ts';

const saved = z.looseObject({ key: z.string(), state: z.string() });
const published = z.looseObject({
  version: z.int(),
  unchanged: z.boolean(),
  experiments: z.array(z.string()),
  removedSteps: z.array(z.object({ step: z.string(), waiting: z.int() })),
});

export const importSequence = defineCommand({
  noun: 'sequence',
  verb: 'import',
  about: 'Save a sequence file as the draft of its key, and publish it if asked to.',
  operands: ['FILE'],
  flags: { publish: { value: null, about: 'make the draft an immutable version' } },
  examples: ['crest sequence import my-sequence.yaml --publish'],

  async run({ operands: [file = ''], flags, json }, io) {
    const text = await readText(file, io);
    const parsed = parseSequenceText(text);
    if (!parsed.ok)
      throw failure(
        'sequence-invalid',
        `${file} is no sequence. Nothing was saved.`,
        'Correct each place:',
        parsed.problems,
      );
    const { key } = parsed.sequence;
    const server = await findServer(io);
    const address = `/v1/sequences/${key}`;
    const draft = await server.call(saved, 'PUT', address, { type: 'application/yaml', text });
    if (!json) io.out(`${key}: draft saved\n`);
    const version = flags.publish ? await server.call(published, 'POST', `${address}/publish`) : null;
    if (json) io.out(`${JSON.stringify({ sequence: draft, published: version }, null, 2)}\n`);
    else if (version !== null) io.out(plain(told(key, version)));
    return EXIT.ok;
  },
});

function told(
  key: string,
  { version, unchanged, experiments, removedSteps }: z.infer<typeof published>,
): string {
  const waiting = removedSteps.filter((step) => step.waiting > 0);
  return [
    `${key}: ${unchanged ? `unchanged, still version ${version}` : `published as version ${version}`}\n`,
    ...experiments.map((experiment) => `${key}: experiment ${experiment} runs\n`),
    ...waiting.map(
      (step) =>
        `${key}: ${step.waiting} on their way to the removed step ${step.step} finish on their version\n`,
    ),
  ].join('');
}
