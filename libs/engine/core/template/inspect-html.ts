import { holdsAddress, refuseAddress } from '../mail/link-address.ts';
import { scanHtml } from '../mail/scan-html.ts';
import type { TemplateProblem } from './inspect.ts';

/** Stands for a field while HTML is looked at: a noncharacter, which no text holds. */
const FIELD = '\uFFFF';

/** More than anybody reads, and each costs a search for its line. */
const MOST_PROBLEMS = 50;

/** These run, load or redirect what they like; no mail program shows them. */
const FORBIDDEN = ['script', 'iframe', 'object', 'embed', 'base'];

interface Marked {
  readonly text: string;
  /** Where the fields stand in it. */
  readonly fields: readonly number[];
  /** The pieces it is made of, with the lines that they have in the template. */
  readonly pieces: readonly { readonly at: number; readonly line: number }[];
}

/**
 * What is wrong with the HTML of a template. The values of fields are escaped, which keeps them from ending an element's
 * text or a quoted value, and nothing else: so a field stands in one of these two, and nowhere that runs.
 */
export function inspectHtml(program: hbs.AST.Program): TemplateProblem[] {
  const marked = mark(program);
  const { text, fields } = marked;
  const { attributes, tags, unsafe, isClosed } = scanHtml(text);
  const problems: TemplateProblem[] = [];
  const report = (at: number, reason: string, fix: string) => {
    if (problems.length < MOST_PROBLEMS) problems.push({ line: lineAt(marked, at), reason, fix });
  };
  for (const { name, start } of tags) {
    if (FORBIDDEN.includes(name))
      report(start, `<${name}> is not allowed in a mail.`, 'Remove it: no mail program would show it.');
  }
  // None of these lies in another, so that they and the fields are gone through once, side by side.
  const holders = [...tags, ...unsafe, ...attributes.filter((attribute) => !mayHoldField(attribute))].sort(
    (left, right) => left.start - right.start,
  );
  let next = 0;
  for (const at of fields) {
    while ((holders[next]?.end ?? Number.POSITIVE_INFINITY) <= at) next += 1;
    if (opensTag(text, at) || (holders[next]?.start ?? Number.POSITIVE_INFINITY) <= at)
      report(
        at,
        'A field stands where its value could change the page.',
        'Use fields in text and in quoted values such as href="{{url}}".',
      );
  }
  for (const { name, value, start } of attributes) {
    // What begins with a field is looked at when its value is known.
    if (!holdsAddress(name) || value.trimStart().startsWith(FIELD)) continue;
    const reason = refuseAddress(name, value.replaceAll(FIELD, 'x'));
    if (reason !== null)
      report(
        start,
        `The address in ${name} ${reason}.`,
        'Write the whole address, such as https://example.com/pricing.',
      );
  }
  if (!isClosed)
    report(text.length, 'The last tag of the HTML does not end.', 'Close its quotes, and the tag with ">".');
  return problems;
}

/** Behind `<` a value would become the name of a tag, or a comment. */
function opensTag(text: string, at: number): boolean {
  return /<[/!?-]*$/.test(text.slice(Math.max(0, at - 4), at));
}

function mayHoldField({ name, isQuoted }: { name: string; isQuoted: boolean }): boolean {
  return isQuoted && !name.startsWith('on') && name !== 'style' && name !== 'srcdoc';
}

/** The text of a template with a mark for each field; of its blocks, all parts one after the other. */
function mark(program: hbs.AST.Program): Marked {
  let text = '';
  const fields: number[] = [];
  const pieces: { at: number; line: number }[] = [];
  const walk = (body: readonly hbs.AST.Statement[]) => {
    for (const statement of body) {
      const { line } = statement.loc.start;
      if (isContent(statement)) {
        pieces.push({ at: text.length, line });
        text += statement.value.replaceAll(FIELD, '');
      } else if (isBlock(statement)) {
        walk(statement.program?.body ?? []);
        walk(statement.inverse?.body ?? []);
      } else if (statement.type === 'MustacheStatement') {
        pieces.push({ at: text.length, line });
        fields.push(text.length);
        text += FIELD;
      }
    }
  };
  walk(program.body);
  return { text, fields, pieces };
}

function lineAt({ text, pieces }: Marked, at: number): number {
  const piece = pieces.findLast((each) => each.at <= at) ?? { at: 0, line: 1 };
  return piece.line + countBreaks(text.slice(piece.at, at));
}

function countBreaks(text: string): number {
  return text.split('\n').length - 1;
}

function isContent(node: hbs.AST.Node): node is hbs.AST.ContentStatement {
  return node.type === 'ContentStatement';
}

function isBlock(node: hbs.AST.Node): node is hbs.AST.BlockStatement {
  return node.type === 'BlockStatement';
}
