import type { CompiledTemplate } from '../template/template.ts';
import type { Report } from './reading.ts';

/** Reports what is wrong with the template in a field; one that is missing is reported by whoever requires it. */
export function reportTemplate(
  text: string | undefined,
  compile: (text: string) => CompiledTemplate,
  report: Report,
): void {
  if (text === undefined) return;
  if (text.trim() === '') {
    report([], 'The text is empty.', 'Write the text, such as "Hi {{firstName}}, ...".');
    return;
  }
  const compiled = compile(text);
  if (compiled.ok) return;
  for (const { line, reason, fix } of compiled.problems) {
    report([], line === null ? reason : `${reason} (line ${line} of the text)`, fix);
  }
}
