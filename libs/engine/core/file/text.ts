import {
  type CST,
  isAlias,
  isMap,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  type Pair,
  Parser,
  parseDocument,
  type YAMLError,
} from 'yaml';
import type { Problem } from './parse.ts';
import type { Path } from './reading.ts';

const LONGEST = 300_000;
const DEEPEST = 60;
/** The examples have some 80 a step; a hundred steps of 20 variants come to 40,000. 200,000 were read for 3.5 s. */
const MOST_TOKENS = 60_000;
const MOST_FAULTS = 100;
const ALIAS_FIX = 'Set the anchor first, or put text that begins with "*" into quotes.';

/** What a text holds (undefined where it holds nothing that can be read), and where things stand in it. */
export interface ReadText {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  lineOf(path: Path): number | null;
}

/** Reads YAML 1.2 or JSON. Keys that stand twice are reported, and the rest is read all the same. */
export function readText(text: string): ReadText {
  if (text.length > LONGEST) return unreadable('The file is too long.', `Use at most ${LONGEST} characters.`);
  if (text.trim() === '') return unreadable('The file is empty.', 'Write a sequence: key, goal and steps.');
  if (hasTooManyTokens(text))
    return unreadable('The file has too many parts.', 'A sequence has at most 100 steps; split it.');
  if (nestsTooDeeply(text))
    return unreadable(`The file nests deeper than ${DEEPEST} levels.`, 'Use fewer levels.');
  try {
    return readDocument(text);
  } catch (error) {
    // The reader's way of refusing aliases that multiply, and those that lead nowhere.
    if (!(error instanceof ReferenceError)) throw error;
    return error.message.startsWith('Unresolved alias')
      ? unreadable('The file names an alias "*name" that has no anchor "&name" before it.', ALIAS_FIX)
      : unreadable('The file repeats itself too often.', 'Use fewer aliases.');
  }
}

function readDocument(text: string): ReadText {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    // What it would warn of on stderr is refused by whoever reads the value.
    logLevel: 'error',
  });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  const faults = [...document.errors, ...document.warnings];
  const problems = faults.slice(0, MOST_FAULTS).map((fault) => describe(fault, lineAt(fault.pos[0])));
  const lineOf = (path: Path) => {
    const offset = offsetOf(document.contents, path, (node) =>
      isAlias(node) ? node.resolve(document) : node,
    );
    return offset === null ? null : lineAt(offset);
  };
  const readable = faults.every(({ code }) => code === 'DUPLICATE_KEY');
  return { value: readable ? document.toJS({ maxAliasCount: 100 }) : undefined, problems, lineOf };
}

function hasTooManyTokens(text: string): boolean {
  let tokens = 0;
  for (const _ of new Lexer().lex(text)) if (++tokens > MOST_TOKENS) return true;
  return false;
}

/**
 * Composing a document takes one stack frame a level, and thousands of levels end the process (seen: V8 gives up while
 * it compiles a regular expression near the end of the stack). The tokens of the parser are walked without recursion.
 */
function nestsTooDeeply(text: string): boolean {
  const open: { token: CST.Token; depth: number }[] = [];
  for (const token of new Parser().parse(text)) {
    open.push({ token, depth: 0 });
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next.depth > DEEPEST) return true;
      for (const inner of tokensIn(next.token)) open.push({ token: inner, depth: next.depth + 1 });
    }
  }
  return false;
}

function tokensIn(token: CST.Token): CST.Token[] {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) =>
    [key, value].filter((part) => part !== null && part !== undefined),
  );
}

/** Where a path stands in the text: at its key, or at the nearest thing around it. */
function offsetOf(root: Node | null, path: Path, follow: (node: Node) => Node | undefined): number | null {
  let node: Node | null = root;
  let offset = root?.range?.[0] ?? null;
  for (const part of path) {
    const place: Node | undefined = node === null ? undefined : follow(node);
    let next: unknown = null;
    if (isMap(place)) {
      const pair = place.items.find((item) => String(item.key) === String(part));
      offset = startOf(pair) ?? offset;
      next = pair?.value ?? null;
    } else if (isSeq(place) && typeof part === 'number') {
      next = place.items[part] ?? null;
      offset = rangeOf(next) ?? offset;
    }
    if (!isNodeLike(next)) return offset;
    node = next;
  }
  return offset;
}

function startOf(pair: Pair | undefined): number | null {
  return pair === undefined ? null : rangeOf(pair.key);
}

function rangeOf(value: unknown): number | null {
  return isNodeLike(value) ? (value.range?.[0] ?? null) : null;
}

function isNodeLike(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value;
}

function describe(fault: YAMLError, line: number): Problem {
  const fixes: Readonly<Record<string, string>> = {
    DUPLICATE_KEY: 'Remove one of the two.',
    MULTIPLE_DOCS: 'Put one sequence into each file, without "---" between.',
    TAG_RESOLVE_FAILED: 'Remove the "!tag".',
    BAD_INDENT: 'Indent the lines of one mapping alike.',
    TAB_AS_INDENT: 'Indent with spaces.',
  };
  // The reader's own words name its functions.
  const said = fault.code === 'MULTIPLE_DOCS' ? 'it holds several documents' : fault.message;
  const fix =
    fixes[fault.code] ?? 'Correct the YAML there; text with ":" or "#" in it or a leading "{" needs quotes.';
  return { path: '', line, reason: `The file is not valid YAML or JSON: ${said}.`, fix };
}

function unreadable(reason: string, fix: string): ReadText {
  return { value: undefined, problems: [{ path: '', line: null, reason, fix }], lineOf: () => null };
}
