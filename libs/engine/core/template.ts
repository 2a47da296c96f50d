import type { Contact } from './enrollment.ts';

/** Why a template was refused. */
export interface TemplateProblem {
  readonly line: number | null;
  readonly reason: string;
  readonly fix: string;
}

/** `missing`: the field the contact does not have. */
export type Rendered =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly missing: string | null; readonly reason: string };

export type CompiledTemplate =
  | { readonly ok: true; render(context: Readonly<Record<string, unknown>>): Rendered }
  | { readonly ok: false; readonly problems: readonly TemplateProblem[] };

export declare function compileTemplate(text: string): CompiledTemplate;
/** As `compileTemplate`, for a line of a header: control characters and line breaks are stripped from what it renders. */
export declare function compileSubject(text: string): CompiledTemplate;
/** What a template may name: the contact's attributes, `email` and `id`. */
export declare function templateContext(contact: Contact): Readonly<Record<string, unknown>>;
