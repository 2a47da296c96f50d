import { parse as parseYaml } from 'yaml';
import {
  DomainError,
  type Parsed,
  type Problem,
  parseSequence,
  parseSequenceText,
  type Sequence,
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
export function readSequenceFile(body: unknown, key?: string): SequenceFile {
  if (typeof body === 'string') {
    const parsed = parseSequenceText(body);
    return { parsed, content: parsed.ok ? parseYaml(body) : null };
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { parsed: parseSequence(body), content: null };
  }
  const written = Object.entries(body).filter(([field]) => !READ_ONLY.includes(field));
  const content = { ...(key !== undefined && { key }), ...Object.fromEntries(written) };
  return { parsed: parseSequence(content), content };
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

/** A finding of the linter about one place in a sequence file. */
export interface Finding {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** The key of the step it is about; null where it is about none. */
  readonly step: string | null;
  readonly message: string;
  readonly fix: string;
  readonly path: string;
  readonly line: number | null;
}

/** What reading a file found, as findings. */
export function findingsOf({ parsed, content }: SequenceFile): Finding[] {
  const [code, severity, problems] = parsed.ok
    ? (['doubtful', 'warning', parsed.warnings] as const)
    : (['invalid', 'error', parsed.problems] as const);
  return problems.map(({ path, line, reason, fix }) => ({
    code,
    severity,
    step: stepAt(path, content),
    message: path === '' ? reason : `${path}: ${reason}`,
    fix,
    path,
    line,
  }));
}

function stepAt(path: string, content: SequenceFile['content']): string | null {
  const [, index] = /^steps[.[](\d+)/.exec(path) ?? [];
  const steps = content?.steps;
  if (index === undefined || !Array.isArray(steps)) return null;
  const step: unknown = steps[Number(index)];
  if (typeof step !== 'object' || step === null || !('key' in step)) return null;
  return typeof step.key === 'string' ? step.key : null;
}

/** The refusal of a file, with everything that is wrong with it. */
export function sequenceInvalid(problems: readonly Problem[]): DomainError {
  const one = problems[0];
  const where = one && one.path !== '' ? `${one.path}: ` : '';
  const reason = (one?.reason ?? 'the file is not a sequence').replace(/\.$/, '');
  const more = problems.length > 1 ? ` and ${problems.length - 1} more` : '';
  return new DomainError({
    code: 'sequence-invalid',
    detail: `${where}${reason}${more}. Nothing was stored.`,
    fix: problems.length > 1 ? 'Correct each place under problems.' : (one?.fix ?? 'See /docs.'),
    problems,
  });
}
