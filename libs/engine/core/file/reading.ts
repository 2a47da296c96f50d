import { z } from 'zod';
import { explain, nameOf } from './explain.ts';
import { nearestWord } from './nearest.ts';

/** Looking for what was meant and for the line takes time: 30,000 unknown fields held everything up for 55 s. */
const MOST_UNKNOWN = 50;

export type Path = readonly (string | number)[];

/** Takes down one thing that is wrong, at a path inside what is being read. */
export type Report = (path: Path, reason: string, fix: string) => void;

/** One mapping of a file, read field by field: `fields` holds what is right, what is wrong has been reported. */
export interface Reading<Schema extends z.ZodObject> {
  readonly raw: Readonly<Record<string, unknown>>;
  readonly fields: Partial<z.output<Schema>>;
  readonly report: Report;
}

/** The same report, for what lies further in. */
export function within(report: Report, ...at: Path): Report {
  return (path, reason, fix) => report([...at, ...path], reason, fix);
}

/**
 * Reads a mapping. Each field is judged by itself, so that one wrong field hides no other. Fields that are mappings
 * themselves are left to the caller, who reads them out of `raw`. `others` are keys that somebody else reads.
 */
export function read<Schema extends z.ZodObject>(
  schema: Schema,
  input: unknown,
  report: Report,
  others: readonly string[] = [],
): Reading<Schema> {
  const raw = isMapping(input) ? input : {};
  const fields: Record<string, unknown> = {};
  if (isMapping(input)) {
    const known = [...others, ...Object.keys(schema.shape)];
    const unknown = Object.keys(raw).filter((key) => !known.includes(key));
    for (const key of unknown.slice(0, MOST_UNKNOWN)) reportUnknown(key, known, report);
    if (unknown.length > MOST_UNKNOWN) {
      const more = unknown.length - MOST_UNKNOWN;
      report([], `${more} more fields are not known here.`, `The fields here are: ${known.join(', ')}.`);
    }
    for (const [key, field] of Object.entries(schema.shape)) {
      const value = readField(field, key, Object.hasOwn(raw, key) ? raw[key] : undefined, report);
      if (value !== undefined) fields[key] = value;
    }
  } else {
    report(
      [],
      `This is ${nameOf(input)} where a mapping of fields is expected.`,
      'Write it as "field: value" lines.',
    );
  }
  // What stands in `fields` has come out of the schema's own fields, one by one.
  return { raw, fields: fields as Partial<z.output<Schema>>, report };
}

/** The elements of a list that the caller reads one by one; none, and a report, where it is no list. */
export function readList(raw: unknown, key: string, report: Report): readonly unknown[] {
  if (raw === undefined || raw === null) return [];
  if (Array.isArray(raw)) return raw;
  report([key], `"${key}" is ${nameOf(raw)} where a list is expected.`, 'Write one "- ..." line for each.');
  return [];
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readField(field: z.core.$ZodType, key: string, value: unknown, report: Report): unknown {
  // `schedule:` with nothing after it is a field left out.
  const given = value === null ? undefined : value;
  if (given !== undefined && holdsMappings(field)) return undefined;
  const result = z.safeParse(field, given);
  if (result.success) return result.data;
  for (const issue of result.error.issues) {
    const { reason, fix } = explain(issue, key, given, exampleOf(field));
    report([key, ...issue.path.filter((part) => typeof part !== 'symbol')], reason, fix);
  }
  return undefined;
}

function reportUnknown(key: string, known: readonly string[], report: Report): void {
  const nearest = nearestWord(key, known);
  report(
    [key],
    `"${key}" is not a field here.`,
    nearest === null ? `Remove it. The fields here are: ${known.join(', ')}.` : `Did you mean "${nearest}"?`,
  );
}

function holdsMappings(field: z.core.$ZodType): boolean {
  if (field instanceof z.ZodOptional) return holdsMappings(field.unwrap());
  if (field instanceof z.ZodArray) return holdsMappings(field.element);
  return field instanceof z.ZodObject || field instanceof z.ZodUnion || field instanceof z.ZodLazy;
}

function exampleOf(field: z.core.$ZodType): unknown {
  const examples: unknown = z.globalRegistry.get(field)?.examples;
  if (Array.isArray(examples)) return examples[0];
  return field instanceof z.ZodOptional ? exampleOf(field.unwrap()) : undefined;
}
