import Handlebars from 'handlebars';

/** Why a template is refused; `line` counts from 1 in the text of the template. */
export interface TemplateProblem {
  readonly line: number | null;
  readonly reason: string;
  readonly fix: string;
}

export const TEMPLATE_HELPERS = { if: true, unless: true, each: true, default: true } as const;

/** 2,000 tags compile in some 100 ms; 50,000 took 5.4 s, and 3,000 nested blocks broke the stack. */
const LONGEST = 100_000;
const MOST_TAGS = 2_000;
const DEEPEST = 12;

/** A template that was read, or all that is wrong with it. */
export type Inspected =
  | { readonly ok: true; readonly program: hbs.AST.Program }
  | { readonly ok: false; readonly problems: readonly TemplateProblem[] };

/** Reads a template. Wrong is everything that is not on the list of what is allowed. */
export function inspectTemplate(text: string): Inspected {
  if (text.length > LONGEST)
    return refused(refuse(null, 'The text is too long.', `Use at most ${LONGEST} characters.`));
  if (text.split('{{').length - 1 > MOST_TAGS) {
    return refused(refuse(null, 'The text has too many {{tags}}.', `Use at most ${MOST_TAGS}.`));
  }
  const program = parseText(text);
  if ('reason' in program) return refused(program);
  const problems = inspectBody(program.body, 0);
  return problems.length > 0 ? refused(...problems) : { ok: true, program };
}

function refused(...problems: TemplateProblem[]): Inspected {
  return { ok: false, problems };
}

function parseText(text: string): hbs.AST.Program | TemplateProblem {
  try {
    return Handlebars.parseWithoutProcessing(text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // The parser's way of refusing: its message begins with the line, then shows the place.
    const line = /line (\d+)/.exec(error.message)?.[1];
    return refuse(
      line === undefined ? null : Number(line),
      'The text is not a valid template.',
      'Close every {{ with }} and every {{#if field}} with {{/if}}.',
    );
  }
}

function inspectBody(body: readonly hbs.AST.Statement[], depth: number): TemplateProblem[] {
  return body.flatMap((statement) => inspectStatement(statement, depth));
}

function inspectStatement(statement: hbs.AST.Statement, depth: number): TemplateProblem[] {
  if (isContent(statement)) return [];
  if (isMustache(statement)) return inspectMustache(statement);
  if (isBlock(statement)) return inspectBlock(statement, depth + 1);
  return [
    refuse(
      statement.loc.start.line,
      `${NAMES[statement.type] ?? statement.type} is not allowed in a template.`,
      'Use fields, if, unless, each and default only.',
    ),
  ];
}

function inspectMustache(mustache: hbs.AST.MustacheStatement): TemplateProblem[] {
  const { path, params, hash, escaped, loc } = mustache;
  const { line } = loc.start;
  const problems: TemplateProblem[] = [];
  if (!escaped) {
    problems.push(
      refuse(
        line,
        '{{{...}}} and {{&...}} are not allowed.',
        'Use {{...}}: it prints text as it is, and makes it safe in HTML.',
      ),
    );
  }
  const name = 'original' in path ? String(path.original) : '';
  if (params.length === 0 && hash === undefined) {
    problems.push(...inspectField(path, line));
    if (Object.hasOwn(TEMPLATE_HELPERS, name)) {
      problems.push(
        refuse(line, `{{${name}}} is not a field.`, `Rename the field: "${name}" is a word of the template.`),
      );
    }
    return problems;
  }
  if (name !== 'default' || params.length !== 2 || hash !== undefined) {
    problems.push(
      refuse(line, `{{${name} ...}} is not allowed.`, 'Use {{field}} or {{default field "text"}}.'),
    );
    return problems;
  }
  const [field, fallback] = params;
  if (field !== undefined) problems.push(...inspectField(field, line));
  if (fallback?.type !== 'StringLiteral' && fallback?.type !== 'NumberLiteral' && fallback !== undefined) {
    problems.push(...inspectField(fallback, line));
  }
  return problems;
}

function inspectBlock(block: hbs.AST.BlockStatement, depth: number): TemplateProblem[] {
  const { line } = block.loc.start;
  const name = String(block.path.original);
  if (depth > DEEPEST) {
    return [refuse(line, `Blocks nest deeper than ${DEEPEST} levels.`, 'Take the text apart.')];
  }
  const problems: TemplateProblem[] = [];
  const [field] = block.params;
  const named = [block.program, block.inverse].some((part) => part?.blockParams !== undefined);
  if (
    !['if', 'unless', 'each'].includes(name) ||
    block.params.length !== 1 ||
    block.hash !== undefined ||
    named
  ) {
    problems.push(
      refuse(
        line,
        `{{#${name} ...}} is not allowed.`,
        'Use {{#if field}}, {{#unless field}} or {{#each field}}.',
      ),
    );
  } else if (field !== undefined) {
    problems.push(...inspectField(field, line));
  }
  for (const part of [block.program, block.inverse]) {
    if (part !== undefined && part !== null) problems.push(...inspectBody(part.body, depth));
  }
  return problems;
}

/** Plain paths only: names and indexes joined by dots, `this`, `../`, and the loop's `@index`, `@key`, `@first`, `@last`. */
function inspectField(expression: hbs.AST.Expression, line: number): TemplateProblem[] {
  if (isPath(expression)) {
    const { data, parts, original } = expression;
    if (data) {
      if (['@index', '@key', '@first', '@last'].includes(original)) return [];
    } else if (parts.every((part) => typeof part === 'string' && isFieldName(part))) {
      return [];
    }
    return [
      refuse(
        line,
        `{{${original}}} is not a field.`,
        'Name a field in letters, digits, "-" and "_", such as {{company}}.',
      ),
    ];
  }
  return [refuse(line, 'Only a field can stand here.', 'Name a field, such as {{company}}.')];
}

function isFieldName(part: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(part) && !['constructor', 'prototype'].includes(part);
}

function isContent(node: hbs.AST.Node): node is hbs.AST.ContentStatement | hbs.AST.CommentStatement {
  return node.type === 'ContentStatement' || node.type === 'CommentStatement';
}

function isMustache(node: hbs.AST.Node): node is hbs.AST.MustacheStatement {
  return node.type === 'MustacheStatement';
}

function isBlock(node: hbs.AST.Node): node is hbs.AST.BlockStatement {
  return node.type === 'BlockStatement';
}

function isPath(node: hbs.AST.Node): node is hbs.AST.PathExpression {
  return node.type === 'PathExpression';
}

const NAMES: Readonly<Record<string, string>> = {
  PartialStatement: 'A partial {{> ...}}',
  PartialBlockStatement: 'A partial {{#> ...}}',
  Decorator: 'A decorator {{* ...}}',
  DecoratorBlock: 'A decorator {{#* ...}}',
};

function refuse(line: number | null, reason: string, fix: string): TemplateProblem {
  return { line, reason, fix };
}
