import Handlebars from 'handlebars';
import type { Contact } from '../enrollment.ts';
import { inspectTemplate, TEMPLATE_HELPERS, type TemplateProblem } from './inspect.ts';

/** `missing`: the field that the contact does not have. */
export type Rendered =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly missing: string | null; readonly reason: string };

export type CompiledTemplate =
  | { readonly ok: true; render(context: Readonly<Record<string, unknown>>): Rendered }
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
  return recall(bodies, text, (output) => output);
}

/** As `compileTemplate`, for one line of a header: control characters and line breaks are stripped from what it renders. */
export function compileSubject(text: string): CompiledTemplate {
  return recall(subjects, text, oneLine);
}

/** What a template may name: the contact's attributes, `email` and `id`. */
export function templateContext(contact: Contact): Readonly<Record<string, unknown>> {
  return { ...contact.attributes, email: contact.email, id: contact.id };
}

type Cache = Map<string, CompiledTemplate>;

const bodies: Cache = new Map();
const subjects: Cache = new Map();

function recall(cache: Cache, text: string, finish: (output: string) => string): CompiledTemplate {
  let compiled = cache.get(text);
  if (compiled === undefined) {
    const oldest = cache.size >= TEMPLATES_KEPT ? cache.keys().next().value : undefined;
    if (oldest !== undefined) cache.delete(oldest);
    compiled = compile(text, finish);
    cache.set(text, compiled);
  }
  return compiled;
}

function compile(text: string, finish: (output: string) => string): CompiledTemplate {
  const problems = inspectTemplate(text);
  if (problems.length > 0) return { ok: false, problems };
  const template = handlebars.compile(text, {
    strict: true,
    noEscape: true,
    knownHelpersOnly: true,
    knownHelpers: TEMPLATE_HELPERS,
  });
  return {
    ok: true,
    render(context) {
      spent = { iterations: 0, output: 0 };
      try {
        const output = template(keepValues(context));
        if (output.includes(NO_TEXT)) return { ok: false, missing: null, reason: NO_TEXT_REASON };
        return output.length > LONGEST_OUTPUT ? tooLong() : { ok: true, text: finish(output) };
      } catch (error) {
        // Handlebars reports a missing field by throwing, and the budget can only stop it so.
        return describeFailure(error);
      }
    },
  };
}

class BudgetError extends Error {}

/** What the render in progress has used up. Rendering is synchronous, so there is only ever one. */
let spent = { iterations: 0, output: 0 };

const handlebars = createHandlebars();

function createHandlebars(): typeof Handlebars {
  const created = Handlebars.create();
  for (const name of Object.keys(created.helpers)) {
    if (!Object.hasOwn(TEMPLATE_HELPERS, name)) created.unregisterHelper(name);
  }
  created.registerHelper('default', (value: unknown, fallback: unknown) =>
    isBlank(value) ? fallback : value,
  );
  const each = created.helpers.each;
  if (each === undefined) throw new Error('Handlebars has lost its "each".');
  created.registerHelper('each', function (this: unknown, items: unknown, options: Handlebars.HelperOptions) {
    const fn: Handlebars.HelperOptions['fn'] = (item, inner) => {
      const output = options.fn(item, inner);
      spent.iterations += 1;
      spent.output += output.length;
      if (spent.iterations > MOST_ITERATIONS || spent.output > LONGEST_OUTPUT) throw new BudgetError();
      return output;
    };
    return each.call(this, items, { ...options, fn });
  });
  return created;
}

/** What a mapping turns into where text is expected; noncharacters, which no text holds. */
const NO_TEXT = '\uFFFE\uFFFF';
const NO_TEXT_REASON = 'A field that holds several values stands where text is expected.';
const MAPPING = Object.freeze(Object.assign(Object.create(null), { [Symbol.toPrimitive]: () => NO_TEXT }));

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

function describeFailure(error: unknown): Rendered {
  if (error instanceof BudgetError) return tooLong();
  const message = error instanceof Error ? error.message : String(error);
  const missing = /^"(.+?)" not defined in /.exec(message)?.[1] ?? null;
  if (missing !== null) return { ok: false, missing, reason: `The contact has no "${missing}".` };
  if (error instanceof RangeError)
    return { ok: false, missing: null, reason: 'The data of the contact nest too deeply.' };
  return { ok: false, missing: null, reason: `The template cannot be rendered: ${message}` };
}

function tooLong(): Rendered {
  return { ok: false, missing: null, reason: `The text grows beyond ${LONGEST_OUTPUT} characters.` };
}

/** A line break in a subject would start a new header. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
