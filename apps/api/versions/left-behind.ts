import { experimentKey, type Problem, type Sequence } from '#engine';
import { countArms, countStanding, findSequence, type Sql } from '#storage';

/** What a draft leaves out while people are under way to it: they finish with their version, and whoever edits is told. */
export async function leftBehind(sql: Sql, workspaceId: number, draft: Sequence): Promise<Problem[]> {
  const sequence = await findSequence(sql, workspaceId, draft.key);
  if (sequence === null || sequence.latestVersion === null) return [];
  const steps = new Set(draft.steps.map(({ key }) => key));
  const gone = (await countStanding(sql, sequence.id)).flatMap(
    ({ version, step, waiting, openTasks, sending }) => {
      if (step === null || steps.has(step)) return [];
      const people = [
        [waiting, 'wait for it'],
        [openTasks, 'have its task open'],
        [sending, 'have its mail on the way'],
      ] as const;
      const told = people.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
      return `Step "${step}" of version ${version} is not in this draft: ${told.join(', ')}.`;
    },
  );
  const variants = new Map(
    draft.steps.flatMap((step) =>
      step.type === 'email'
        ? [[experimentKey(draft.key, step.key), new Set(step.variants.map(({ key }) => key))] as const]
        : [],
    ),
  );
  const drawn = new Map<string, number>();
  for (const { version, experiment, arm, enrollments } of await countArms(sql, sequence.id)) {
    const kept = variants.get(experiment);
    if (kept === undefined || kept.has(arm)) continue;
    const what = `Variant "${arm}" of ${experiment} in version ${version} is not in this draft`;
    drawn.set(what, (drawn.get(what) ?? 0) + enrollments);
  }
  const reasons = [
    ...gone,
    ...[...drawn].map(([what, count]) => `${what}: ${count} under way have drawn it.`),
  ];
  const fix = `They finish with their version. POST /v1/sequences/${draft.key}/migrate moves them to another one.`;
  return reasons.map((reason) => ({ path: 'steps', line: null, reason, fix }));
}
