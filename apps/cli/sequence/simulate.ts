import { hash } from 'node:crypto';
import { parseSequenceText, parseTruthText, type Sequence, type Truth, useDigests } from '#engine';
import { simulateAudience } from '#simulation';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { type Io, plain } from '../io.ts';
import { readText } from '../read-file.ts';
import { failure, Refusal, usage } from '../refusal.ts';
import { describeSimulation } from './describe-simulation.ts';

const MOST_ENROLLMENTS = 1_000_000;
const SEED = 1;

export const simulateSequence = defineCommand({
  noun: 'sequence',
  verb: 'simulate',
  about:
    'Run a sequence on a simulated audience, and say whether the read-outs find what was planted.\n' +
    'Needs no server: the same decisions, on a virtual clock. The same seed gives the same output.',
  operands: ['FILE'],
  flags: {
    truth: { value: 'FILE', about: 'what is true of the audience; else NAME.truth.yaml beside NAME.yaml' },
    enrollments: { value: 'N', about: 'how many contacts; else as many as the truth says' },
    seed: { value: 'N', about: `which audience is drawn; else ${SEED}` },
  },
  examples: [
    'crest sequence simulate examples/b2b-outbound.yaml',
    'crest sequence simulate my.yaml --truth my-audience.yaml --enrollments 10000 --seed 7',
  ],

  async run({ operands: [file = ''], flags, json }, io) {
    const enrollments = readNumber('enrollments', flags.enrollments, 1, MOST_ENROLLMENTS);
    const seed = readNumber('seed', flags.seed, 0, Number.MAX_SAFE_INTEGER) ?? SEED;
    const sequence = await readSequence(file, io);
    const truth = await readTruth(file, flags.truth, sequence, io);
    // Node's own digests: a simulation spends most of its time in them, and they give the same bytes.
    useDigests({
      sha1: (bytes) => hash('sha1', bytes, 'hex'),
      sha256: (bytes) => hash('sha256', bytes, 'hex'),
    });
    const plan = { sequence, truth, seed, enrollments: enrollments ?? truth.contacts };
    const simulation = simulateAudience(plan, (share) => io.progress('Simulating', share));
    io.out(json ? `${JSON.stringify(simulation, null, 2)}\n` : plain(describeSimulation(simulation)));
    return EXIT.ok;
  },
});

function readNumber(flag: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw usage(
    `--${flag} ${text} is not a number it takes.`,
    `Write a whole number from ${least} to ${most}.`,
  );
}

async function readSequence(file: string, io: Io): Promise<Sequence> {
  const parsed = parseSequenceText(await readText(file, io));
  if (!parsed.ok)
    throw failure('sequence-invalid', `${file} is no sequence.`, 'Correct each place:', parsed.problems);
  return parsed.sequence;
}

async function readTruth(
  file: string,
  named: string | undefined,
  sequence: Sequence,
  io: Io,
): Promise<Truth> {
  const beside = /\.(?:ya?ml|json)$/.test(file) ? file.replace(/\.(ya?ml|json)$/, '.truth.$1') : null;
  const source = named ?? beside;
  if (source === null) throw noTruth(file);
  const text = await readText(source, io).catch((error: unknown) => {
    const missing = error instanceof Refusal && named === undefined;
    throw missing ? noTruth(file) : error;
  });
  if (named === undefined) io.note(`The truth is ${source}`);
  const parsed = parseTruthText(text, sequence);
  if (!parsed.ok)
    throw failure('truth-invalid', `${source} does not fit ${file}.`, 'Correct each place:', parsed.problems);
  return parsed.truth;
}

function noTruth(file: string): Refusal {
  return usage(
    `What is true of the audience of ${file} is not said.`,
    'Write --truth FILE; examples/b2b-outbound.truth.yaml shows one, and { steps: { intro: { outcome: 0.02 } } } is enough.',
  );
}
