import { parse as parseYaml } from 'yaml';
import {
  DomainError,
  type Finding,
  lintSequence,
  lintSequenceText,
  type Parsed,
  type Problem,
  parseSequence,
  parseSequenceText,
  type Sequence,
  type StepTypes,
  stepTypes,
} from '#engine';

/** What reading a sequence adds to its file. A file that was read can be saved again as it is. */
const READ_ONLY = ['state', 'version', 'savedAt', 'publishedAt', 'warnings'];

/** A sequence file as it came in: JSON that was parsed on the way, or the text of a YAML file. */
export interface SequenceFile {
  readonly parsed: Parsed;
  /** The file itself as data; null where it is none. */
  readonly content: Readonly<Record<string, unknown>> | null;
}

/** Reads the body of a call as a sequence file. A JSON file that does not say its key takes the one it is saved under. */
export function readSequenceFile(body: unknown, key?: string, types: StepTypes = stepTypes): SequenceFile {
  if (typeof body === 'string') {
    const parsed = parseSequenceText(body, types);
    return { parsed, content: parsed.ok ? parseYaml(body) : null };
  }
  if (!isMapping(body)) return { parsed: parseSequence(body, types), content: null };
  const content = { ...(key !== undefined && { key }), ...withoutReadOnly(body) };
  return { parsed: parseSequence(content, types), content };
}

/** A file that can be saved under a key, or everything that is wrong with it. */
export function requireSequence(
  file: SequenceFile,
  key: string,
): { sequence: Sequence; content: Readonly<Record<string, unknown>>; warnings: readonly Problem[] } {
  const { parsed, content } = file;
  if (!parsed.ok) throw sequenceInvalid(parsed.problems);
  if (parsed.sequence.key !== key || content === null) {
    const reason = `is "${parsed.sequence.key}", but the address says "${key}"`;
    throw sequenceInvalid([{ path: 'key', line: null, reason, fix: 'Use one key in both places.' }]);
  }
  return { sequence: parsed.sequence, content, warnings: parsed.warnings };
}

/** All that can be said about the body of a call as a sequence file. */
export function lintSequenceFile(body: unknown, types: StepTypes): Finding[] {
  if (typeof body === 'string') return lintSequenceText(body, types);
  return lintSequence(isMapping(body) ? withoutReadOnly(body) : body, types);
}

function isMapping(body: unknown): body is object {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

/** What reading a sequence answered, as the file that it was read from. */
function withoutReadOnly(body: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(body).filter(([field]) => !READ_ONLY.includes(field)));
}

/** The refusal of a file, with everything that is wrong with it. */
export function sequenceInvalid(
  problems: readonly Problem[],
  left: 'stored' | 'published' = 'stored',
): DomainError {
  const one = problems[0];
  const where = one && one.path !== '' ? `${one.path}: ` : '';
  const reason = (one?.reason ?? 'the file is not a sequence').replace(/\.$/, '');
  const more = problems.length > 1 ? ` and ${problems.length - 1} more` : '';
  return new DomainError({
    code: 'sequence-invalid',
    detail: `${where}${reason}${more}. Nothing was ${left}.`,
    fix: problems.length > 1 ? 'Correct each place under problems.' : (one?.fix ?? 'See /docs.'),
    problems,
  });
}
