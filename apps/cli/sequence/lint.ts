import { type Finding, lintSequenceText } from '#engine';
import { defineCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { type Io, plain } from '../io.ts';
import { readText } from '../read-file.ts';
import { failure, Refusal } from '../refusal.ts';

interface Linted {
  readonly file: string;
  readonly findings: readonly Finding[];
}

export const lintSequences = defineCommand({
  noun: 'sequence',
  verb: 'lint',
  about:
    'Say what is wrong with sequence files, and what their readers will mind.\n' +
    'Needs no server. Fails where there is an error; docs/linter.md explains every code.',
  operands: ['FILE...'],
  flags: { strict: { value: null, about: 'fail on warnings as well' } },
  examples: ['crest sequence lint examples/b2b-outbound.yaml', 'cat draft.json | crest sequence lint -'],

  async run({ operands, flags, json }, io) {
    const truths = operands.filter(isTruth);
    for (const file of truths)
      io.note(plain(`${file} is the truth of an audience, and no sequence: sequence simulate reads it.`));
    const files = await readAll(
      operands.filter((file) => !isTruth(file)),
      io,
    );
    const linted = files.map(({ file, text }): Linted => ({ file, findings: lintSequenceText(text) }));
    const counts = count(linted.flatMap(({ findings }) => findings));
    if (json) io.out(`${JSON.stringify({ files: linted, ...counts }, null, 2)}\n`);
    else {
      io.out(linted.map(show).join(''));
      io.note(`${plural(linted.length, 'file')}: ${summary(counts)}`);
    }
    return counts.errors > 0 || (flags.strict && counts.warnings > 0) ? EXIT.failure : EXIT.ok;
  },
});

/** `NAME.truth.yaml` stands beside `NAME.yaml`, and comes along where a whole folder is named. */
function isTruth(file: string): boolean {
  return /\.truth\.(yaml|yml|json)$/.test(file);
}

/** Every file that cannot be read is named, not the first alone. */
async function readAll(names: readonly string[], io: Io): Promise<{ file: string; text: string }[]> {
  const files: { file: string; text: string }[] = [];
  const refusals: Refusal[] = [];
  for (const file of names) {
    try {
      files.push({ file, text: await readText(file, io) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      refusals.push(error);
    }
  }
  const [first] = refusals;
  if (first === undefined) return files;
  if (refusals.length === 1) throw first;
  const problems = refusals.map(({ detail, fix }) => ({ reason: detail, fix }));
  throw failure(
    'file-not-read',
    `${refusals.length} files cannot be read.`,
    'Nothing was checked.',
    problems,
  );
}

/** `file:line: severity code (step): message`, which editors jump to, and the fix below. */
function show({ file, findings }: Linted): string {
  return findings
    .map(({ line, severity, code, step, message, fix }) => {
      const place = line === null ? file : `${file}:${line}`;
      const where = step === null ? '' : ` (${step})`;
      return plain(`${place}: ${severity} ${code}${where}: ${message}\n    ${fix}\n`);
    })
    .join('');
}

interface Counts {
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}

function count(findings: readonly Finding[]): Counts {
  const of = (severity: Finding['severity']) =>
    findings.filter((finding) => finding.severity === severity).length;
  return { errors: of('error'), warnings: of('warning'), infos: of('info') };
}

function summary({ errors, warnings, infos }: Counts): string {
  if (errors + warnings + infos === 0) return 'nothing to say';
  return `${plural(errors, 'error')}, ${plural(warnings, 'warning')}, ${infos} worth a look`;
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
