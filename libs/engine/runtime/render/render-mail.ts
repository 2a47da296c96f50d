import { compileSubject, compileTemplate, templateContext } from '#engine';
import type { Letter, Rendered } from './renderer.ts';

/** Renders subject and body for one contact; the first thing that is wrong is the reason. */
export function renderMail(letter: Letter): Rendered {
  const context = templateContext(letter.contact);
  const texts: string[] = [];
  const { subject: line, body: text } = letter.template;
  for (const template of [compileSubject(line), compileTemplate(text)]) {
    if (!template.ok) return { ok: false, reason: template.problems.map((p) => p.reason).join('; ') };
    const rendered = template.render(context);
    if (!rendered.ok) return { ok: false, reason: rendered.reason };
    texts.push(rendered.text);
  }
  const [subject = '', body = ''] = texts;
  return { ok: true, subject, body };
}
