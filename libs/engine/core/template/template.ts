import Handlebars from 'handlebars';
import type { Contact } from '../enrollment.ts';
import { inspectTemplate, TEMPLATE_HELPERS, type TemplateProblem } from './inspect.ts';
import { inspectHtml } from './inspect-html.ts';
import { type FieldPlace, PRINT, PRINT_EITHER, printFields } from './print-fields.ts';

/** What came of a template. `missing`: the field that the contact does not have. */
export type Rendered =
  | { readonly ok: true; readonly text: string }
  | {
      readonly ok: false;
      readonly missing: string | null;
      readonly line: number | null;
      /** It goes into the log, so that nothing of the contact's data stands in it. */
      readonly reason: string;
    };

export type CompiledTemplate =
  | {
      readonly ok: true;
      /**
       * Renders for one contact. What is missing ends it, unless a list is handed over: then all that is missing is put
       * on the list, and the field's name stands where its value would.
       */
      render(context: Readonly<Record<string, unknown>>, missing?: FieldPlace[]): Rendered;
    }
  | { readonly ok: false; readonly problems: readonly TemplateProblem[] };

const LONGEST_OUTPUT = 512_000;
const MOST_ITERATIONS = 10_000;
const TEMPLATES_KEPT = 1_000;

/**
 * Makes a template ready to render, or says what is wrong with it. Templates are Handlebars cut down to fields,
 * `if`, `unless`, `each` and `{{default field "text"}}`; the output is plain text, nothing in it is escaped.
 * Compiling happens on the first render and takes about 2 ms, so compiled templates are kept by their text.
 */
export function compileTemplate(text: string): CompiledTemplate {
  return recall('text', text);
}

/** As `compileTemplate`, for one line of a header: control characters and line breaks are stripped from what it renders. */
export function compileSubject(text: string): CompiledTemplate {
  return recall('subject', text);
}

/** As `compileTemplate`, for HTML: values are escaped, and fields may stand only where that is enough. */
export function compileHtml(text: string): CompiledTemplate {
  return recall('html', text);
}

/** What a template may name: the contact's attributes, `email` and `id`. */
export function templateContext(contact: Contact): Readonly<Record<string, unknown>> {
  return { ...contact.attributes, email: contact.email, id: contact.id };
}

type Kind = 'text' | 'subject' | 'html';

const kept: Readonly<Record<Kind, Map<string, CompiledTemplate>>> = {
  text: new Map(),
  subject: new Map(),
  html: new Map(),
};

function recall(kind: Kind, text: string): CompiledTemplate {
  const cache = kept[kind];
  let compiled = cache.get(text);
  if (compiled === undefined) {
    const oldest = cache.size >= TEMPLATES_KEPT ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
    compiled = compile(kind, text);
    cache.set(text, compiled);
  }
  return compiled;
}

function compile(kind: Kind, text: string): CompiledTemplate {
  const inspected = inspectTemplate(text);
  if (!inspected.ok) return inspected;
  const problems = kind === 'html' ? inspectHtml(inspected.program) : [];
  if (problems.length > 0) return { ok: false, problems };
  const places = printFields(inspected.program);
  const template = handlebars.compile(inspected.program, {
    noEscape: kind !== 'html',
    knownHelpersOnly: true,
    knownHelpers: { ...TEMPLATE_HELPERS, [PRINT]: true, [PRINT_EITHER]: true },
  });
  return {
    ok: true,
    render(context, missing) {
      current = { places, missing: missing ?? null, iterations: 0, output: 0 };
      try {
        const output = template(keepValues(context), NO_PROTOTYPES);
        if (output.length > LONGEST_OUTPUT) return tooLong();
        return { ok: true, text: kind === 'subject' ? oneLine(output) : output };
      } catch (error) {
        // A helper has no other way to end a render.
        if (error instanceof Unprintable) return error.failure;
        if (error instanceof RangeError) return failure('The data of the contact nest too deeply.');
        throw error;
      }
    },
  };
}

const NO_PROTOTYPES = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };

class Unprintable extends Error {
  constructor(readonly failure: Rendered & { readonly ok: false }) {
    super(failure.reason);
  }
}

/** The render in progress: rendering is synchronous, so there is only ever one. */
let current: {
  readonly places: readonly FieldPlace[];
  readonly missing: FieldPlace[] | null;
  iterations: number;
  output: number;
} = { places: [], missing: null, iterations: 0, output: 0 };

const handlebars = createHandlebars();

function createHandlebars(): typeof Handlebars {
  const created = Handlebars.create();
  for (const name of Object.keys(created.helpers)) {
    if (!Object.hasOwn(TEMPLATE_HELPERS, name)) created.unregisterHelper(name);
  }
  created.registerHelper(PRINT, (value: unknown, place: number) => print(value, place));
  created.registerHelper(PRINT_EITHER, (value: unknown, other: unknown, place: number) => {
    if (!isBlank(value)) return print(value, place);
    // Who writes an empty text as the other one means it.
    return other === '' ? '' : print(other, place);
  });
  const each = created.helpers.each;
  if (each === undefined) throw new Error('Handlebars has lost its "each".');
  created.registerHelper('each', function (this: unknown, items: unknown, options: Handlebars.HelperOptions) {
    const fn: Handlebars.HelperOptions['fn'] = (item, inner) => {
      const output = options.fn(item, inner);
      current.iterations += 1;
      current.output += output.length;
      if (current.iterations > MOST_ITERATIONS || current.output > LONGEST_OUTPUT)
        throw new Unprintable(tooLong());
      return output;
    };
    return each.call(this, items, { ...options, fn });
  });
  return created;
}

function print(value: unknown, place: number): string {
  const at = current.places[place];
  if (at === undefined) throw new Error(`The template has no field ${place}.`);
  const { field, line } = at;
  if (isBlank(value)) {
    const reason = `The contact has no "${field}".`;
    if (current.missing === null) throw new Unprintable({ ok: false, missing: field, line, reason });
    current.missing.push(at);
    return `{{${field}}}`;
  }
  if (holdsValues(value)) {
    const reason = `"${field}" holds several values where text is expected.`;
    throw new Unprintable({ ok: false, missing: null, line, reason });
  }
  return String(value);
}

function holdsValues(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((each) => typeof each === 'object');
  return typeof value === 'object' && value !== null;
}

/** What every mapping inherits: nothing with a name. Handlebars compares mappings with what stands in lists. */
const MAPPING = Object.freeze(Object.assign(Object.create(null), { [Symbol.toPrimitive]: () => '' }));

/**
 * A copy that inherits nothing a template could name, and has no blank fields: a field that is null or blank is
 * missing, so that no mail opens with "Hi ,".
 */
function keepValues(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const copy: Record<string, unknown> = Object.create(MAPPING);
  for (const [key, field] of Object.entries(value)) if (!isBlank(field)) copy[key] = keepValue(field);
  return copy;
}

function keepValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(keepValue);
  return typeof value === 'object' && value !== null ? keepValues({ ...value }) : value;
}

function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

function failure(reason: string): Rendered & { readonly ok: false } {
  return { ok: false, missing: null, line: null, reason };
}

function tooLong(): Rendered & { readonly ok: false } {
  return failure(`The text grows beyond ${LONGEST_OUTPUT} characters.`);
}

/** A line break in a subject would start a new header. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
