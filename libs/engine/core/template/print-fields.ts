/** Where a field is printed in a template, `line` from 1. */
export interface FieldPlace {
  readonly field: string;
  readonly line: number;
}

/** Prints a field: `(value, place)`. Not words that a template can use: a field begins with a letter or a digit. */
export const PRINT = '$print';
/** As PRINT, of the first of two that is not blank: `(value, other, place)`. */
export const PRINT_EITHER = '$printEither';

/**
 * Lets every field of a template be printed by a helper that is told which one it is and where it stands; answers the
 * places, by that number. So whatever is missing is named in full, wherever it is looked for, and all of it at once
 * where that is asked for. (Handlebars' own strict mode names the last part of a path, stops at the first, and breaks
 * where `if` or `default` look into something that is not there.)
 */
export function printFields(program: hbs.AST.Program): readonly FieldPlace[] {
  const places: FieldPlace[] = [];
  const walk = (body: readonly hbs.AST.Statement[]) => {
    for (const statement of body) {
      if (isBlock(statement)) {
        walk(statement.program?.body ?? []);
        walk(statement.inverse?.body ?? []);
      } else if (isMustache(statement)) {
        const isDefault = statement.params.length > 0;
        const field = isDefault ? statement.params[0] : statement.path;
        const { loc } = statement;
        const place = { type: 'NumberLiteral', value: places.length, original: places.length, loc };
        places.push({ field: originalOf(field), line: loc.start.line });
        statement.params = isDefault ? [...statement.params, place] : [statement.path, place];
        statement.path = helper(isDefault ? PRINT_EITHER : PRINT, loc);
      }
    }
  };
  walk(program.body);
  return places;
}

function helper(name: string, loc: hbs.AST.SourceLocation): hbs.AST.PathExpression {
  return { type: 'PathExpression', data: false, depth: 0, parts: [name], original: name, loc };
}

function originalOf(expression: hbs.AST.Expression | undefined): string {
  return expression !== undefined && 'original' in expression ? String(expression.original) : '';
}

function isBlock(node: hbs.AST.Node): node is hbs.AST.BlockStatement {
  return node.type === 'BlockStatement';
}

function isMustache(node: hbs.AST.Node): node is hbs.AST.MustacheStatement {
  return node.type === 'MustacheStatement';
}
