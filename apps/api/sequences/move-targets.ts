import type { Problem, Sequence } from '#engine';
import { findStates, type Sql } from '#storage';

/** Exits that lead to a sequence that there is not, or that is out of use: nobody could be let in there. */
export async function wrongTargets(sql: Sql, workspaceId: number, sequence: Sequence): Promise<Problem[]> {
  const exits = sequence.steps.flatMap((step, index) =>
    step.type === 'exit' && step.to !== null ? [{ to: step.to, path: `steps[${index}].to` }] : [],
  );
  if (exits.length === 0) return [];
  const states = await findStates(
    sql,
    workspaceId,
    exits.map(({ to }) => to),
  );
  return exits.flatMap(({ to, path }): Problem[] => {
    const state = states.get(to);
    if (state === undefined) {
      const fix =
        'Save that sequence first (a draft will do: whoever comes waits until it is published), or correct "to".';
      return [{ path, line: null, reason: `There is no sequence "${to}".`, fix }];
    }
    if (state !== 'archived') return [];
    const fix = `POST /v1/sequences/${to}/resume first, or lead somewhere else.`;
    return [{ path, line: null, reason: `The sequence "${to}" is archived.`, fix }];
  });
}
