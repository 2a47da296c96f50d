import { DomainError, findUnstorable } from '#engine';
import { RESERVED } from '../contact-schema.ts';

/** A column of the file, and the field of a contact that it fills; null where it is left out. */
export interface Column {
  readonly header: string;
  readonly field: string | null;
}

/** What columns are often called. A name counts without its case and whatever is no letter or digit. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  id: ['id', 'contact', 'contactid', 'externalid', 'userid', 'customerid', 'leadid'],
  email: ['email', 'emailaddress', 'mail', 'mailaddress', 'emailadresse'],
  timezone: ['timezone', 'tz', 'ianatimezone'],
  firstName: ['firstname', 'givenname', 'forename'],
  lastName: ['lastname', 'surname', 'familyname'],
  company: ['company', 'companyname', 'organization', 'organisation'],
  phone: ['phone', 'phonenumber', 'telephone', 'tel'],
  jobTitle: ['jobtitle'],
};
const SYNONYMS = new Map(
  Object.entries(FIELDS).flatMap(([field, names]) => names.map((name) => [name, field] as const)),
);
const MAX_COLUMNS = 500;
const MAX_NAME = 100;
/** In a map: the column is left out. */
const NOTHING = '-';

/**
 * Which field each column fills. `map` says it for a column by its header (`E-Mail 2:-` leaves it out); other headers
 * are known by what they are often called, and any other names an attribute: `Plan type` becomes `planType`.
 * Refuses a header that cannot be meant, with everything that is wrong with it.
 */
export function readHeader(cells: readonly string[], map: readonly string[]): Column[] {
  if (cells.length === 0)
    throw refuse([['', 'the file has no rows', 'Begin with a row that names the columns.']]);
  if (cells.length > MAX_COLUMNS) {
    const many = `it has ${cells.length} columns; ${MAX_COLUMNS} are the most`;
    throw refuse([['', many, 'Leave out columns that no template and no condition names.']]);
  }
  const { chosen, problems } = readMap(cells, map);
  const columns = cells.map((cell): Column => {
    const header = cell.trim();
    const field = chosen.get(header);
    if (field !== undefined) return { header, field: field === NOTHING ? null : field };
    return { header, field: header === '' ? null : (SYNONYMS.get(plain(header)) ?? attributeName(header)) };
  });
  problems.push(...wrongNames(columns), ...duplicates(columns), ...missing(columns));
  if (problems.length > 0) throw refuse(problems);
  return columns;
}

type HeaderProblem = readonly [header: string, reason: string, fix: string];

function readMap(cells: readonly string[], map: readonly string[]) {
  const headers = new Set(cells.map((cell) => cell.trim()));
  const chosen = new Map<string, string>();
  const problems: HeaderProblem[] = [];
  for (const entry of map) {
    const at = entry.lastIndexOf(':');
    const [header, field] = [entry.slice(0, at).trim(), entry.slice(at + 1).trim()];
    if (at < 1 || field === '')
      problems.push([entry, 'is not HEADER:field', 'Write map=Work address:email.']);
    else if (headers.has(header)) chosen.set(header, field);
    else
      problems.push([
        header,
        'is no column of this file',
        `Its columns are ${[...headers].slice(0, 20).join(', ')}.`,
      ]);
  }
  return { chosen, problems };
}

function wrongNames(columns: readonly Column[]): HeaderProblem[] {
  return columns.flatMap(({ header, field }): HeaderProblem[] => {
    if (field === null) return [];
    const wrong =
      field === '' || field.length > MAX_NAME || RESERVED.includes(field) || findUnstorable(field) !== null;
    if (!wrong) return [];
    const reason = `does not name a field: "${field.slice(0, MAX_NAME)}"`;
    return [
      [
        header.slice(0, MAX_NAME),
        reason,
        'Name one with map=HEADER:field, or leave the column out with map=HEADER:-.',
      ],
    ];
  });
}

function duplicates(columns: readonly Column[]): HeaderProblem[] {
  const first = new Map<string, number>();
  return columns.flatMap(({ header, field }, i): HeaderProblem[] => {
    if (field === null) return [];
    const before = first.get(field);
    if (before === undefined) {
      first.set(field, i);
      return [];
    }
    const reason = `columns ${before + 1} and ${i + 1} both fill ${field}`;
    return [[header, reason, 'Leave one of them out with map=HEADER:-, or remove it from the file.']];
  });
}

function missing(columns: readonly Column[]): HeaderProblem[] {
  const looksLikeData = columns.some(({ header }) => header.includes('@'));
  if (looksLikeData)
    return [
      [
        '',
        'the first row holds an address: the file has no header',
        'Begin with a row that names the columns.',
      ],
    ];
  if (columns.some(({ field }) => field === 'id' || field === 'email')) return [];
  return [['', 'no column holds an id or an address', 'Name it: map=Customer number:id.']];
}

const plain = (header: string) => header.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** `Plan type`, `plan_type` and `PlanType` are planType; `ARR` is arr. */
function attributeName(header: string): string {
  const words = header.match(/[\p{L}\p{N}]+/gu) ?? [];
  return words
    .map((word, i) => {
      const calm = word === word.toUpperCase() ? word.toLowerCase() : word;
      return (i === 0 ? calm.charAt(0).toLowerCase() : calm.charAt(0).toUpperCase()) + calm.slice(1);
    })
    .join('');
}

function refuse(problems: readonly HeaderProblem[]): DomainError {
  const [first] = problems;
  const more = problems.length > 1 ? ` and ${problems.length - 1} more` : '';
  return new DomainError({
    code: 'csv-header',
    field: 'header',
    detail: `The header cannot be used: ${first?.[0] ? `"${first[0]}" ` : ''}${first?.[1]}${more}. Nothing was stored.`,
    fix: first?.[2] ?? 'Correct the header.',
    problems: problems.map(([path, reason, fix]) => ({ path, reason, fix })),
  });
}
