import type { Sequence, Step } from '../sequence.ts';
import type { Variant } from '../steps/email.ts';

/** What became of a variant of a step that both versions have. */
export interface VariantChange {
  readonly key: string;
  readonly change: 'added' | 'removed' | 'kept';
  /** What it says otherwise, in the words of the file: `weight`, `subject`, `body`, … */
  readonly fields: readonly string[];
}

/** What became of a step between two versions. Positions count from 1; null where the version does not have the step. */
export interface StepChange {
  readonly key: string;
  readonly change: 'added' | 'removed' | 'kept';
  readonly from: number | null;
  readonly to: number | null;
  /** It stands elsewhere among the steps that both versions have. */
  readonly moved: boolean;
  readonly fields: readonly string[];
  readonly variants: readonly VariantChange[];
}

export interface Comparison {
  /** What the sequence itself says otherwise: `goal`, `schedule`, … */
  readonly settings: readonly string[];
  /** In the order of the later version, removed ones where they stood. */
  readonly steps: readonly StepChange[];
}

/** What is different between two versions of a sequence, step by step and variant by variant, by their keys. */
export function compareVersions(before: Sequence, after: Sequence): Comparison {
  const { steps: stepsBefore, ...settingsBefore } = before;
  const { steps: stepsAfter, ...settingsAfter } = after;
  const old = new Map(stepsBefore.map((step, index) => [step.key, { step, index }]));
  const stays = unmoved(stepsAfter.flatMap(({ key }) => old.get(key)?.index ?? []));
  const steps = stepsAfter.map((step, index): StepChange => {
    const was = old.get(step.key);
    const { key } = step;
    if (was === undefined) return { key, change: 'added', from: null, to: index + 1, ...NOTHING };
    const moved = !stays.has(was.index);
    return { key, change: 'kept', from: was.index + 1, to: index + 1, moved, ...changesOf(was.step, step) };
  });
  const kept = new Set(stepsAfter.map(({ key }) => key));
  for (const [index, { key }] of stepsBefore.entries()) {
    if (kept.has(key)) continue;
    const removed: StepChange = { key, change: 'removed', from: index + 1, to: null, ...NOTHING };
    const before = stepsBefore[index - 1]?.key;
    steps.splice(before === undefined ? 0 : steps.findIndex((step) => step.key === before) + 1, 0, removed);
  }
  return { settings: differing({ ...settingsBefore }, { ...settingsAfter }), steps };
}

const NOTHING = { moved: false, fields: [], variants: [] } as const;

/** How files name what a parsed step holds under another name. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  due: ['day', 'after'],
  slot: ['at', 'days', 'between'],
};

function changesOf(before: Step, after: Step): Pick<StepChange, 'fields' | 'variants'> {
  const variants = variantChanges(variantsOf(before), variantsOf(after));
  const [only] = variants;
  const plain = variants.length === 1 && only?.change === 'kept' ? only : null;
  const own = differing(withoutVariants(before), withoutVariants(after));
  const fields = own.flatMap((field) => {
    const words = WORDS[field];
    if (words === undefined) return [field];
    const parts = (step: Step): object => Object(Reflect.get(step, field));
    return differing(parts(before), parts(after)).filter((part) => words.includes(part));
  });
  return plain === null ? { fields, variants } : { fields: [...fields, ...plain.fields], variants: [] };
}

function variantsOf(step: Step): readonly Variant[] {
  return step.type === 'email' ? step.variants : [];
}

function withoutVariants(step: Step): object {
  return step.type === 'email' ? { ...step, variants: null } : step;
}

function variantChanges(before: readonly Variant[], after: readonly Variant[]): VariantChange[] {
  const old = new Map(before.map((variant) => [variant.key, variant]));
  const kept = new Set(after.map(({ key }) => key));
  return [
    ...after.map((variant): VariantChange => {
      const was = old.get(variant.key);
      return was === undefined
        ? { key: variant.key, change: 'added', fields: [] }
        : { key: variant.key, change: 'kept', fields: differing(was, variant) };
    }),
    ...before
      .filter(({ key }) => !kept.has(key))
      .map(({ key }): VariantChange => ({ key, change: 'removed', fields: [] })),
  ];
}

/** The names under which two objects hold different values; what is null is not said. */
function differing(before: object, after: object): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter(
    (name) => !same(Reflect.get(before, name) ?? null, Reflect.get(after, name) ?? null),
  );
}

/** The same JSON; the order of keys says nothing, and a stored version has its own. */
function same(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return one === other;
  if (Array.isArray(one) !== Array.isArray(other)) return false;
  return differing(one, other).length === 0;
}

/** The largest set of these numbers that stands in rising order: the steps around which the others were moved. */
function unmoved(order: readonly number[]): ReadonlySet<number> {
  const best: { length: number; before: number }[] = [];
  let last = -1;
  for (const [index, value] of order.entries()) {
    let length = 1;
    let before = -1;
    for (const [earlier, found] of best.entries()) {
      if ((order[earlier] ?? 0) < value && found.length >= length) {
        length = found.length + 1;
        before = earlier;
      }
    }
    best.push({ length, before });
    if (last < 0 || length > (best[last]?.length ?? 0)) last = index;
  }
  const stays = new Set<number>();
  for (let at = last; at >= 0; at = best[at]?.before ?? -1) stays.add(order[at] ?? 0);
  return stays;
}
