import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parseSequenceText, parseTruthText } from '#engine';
import { type SimulationPlan, simulateAudience } from '#simulation';
import { Simulations } from './simulations.ts';

function planOf(enrollments: number): SimulationPlan {
  const parsed = parseSequenceText(readFileSync('examples/post-purchase.yaml', 'utf8'));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const truth = parseTruthText(readFileSync('examples/post-purchase.truth.yaml', 'utf8'), parsed.sequence);
  if (!truth.ok) throw new Error(JSON.stringify(truth.problems));
  return { sequence: parsed.sequence, truth: truth.truth, enrollments, seed: 4 };
}

test('a simulation in its own thread answers what it would answer here, while this one goes on', async () => {
  let turns = 0;
  const ticking = setInterval(() => {
    turns += 1;
  }, 1);
  const simulation = await new Simulations().run(planOf(300));
  clearInterval(ticking);
  expect(turns).toBeGreaterThan(3);
  expect(simulation).toEqual(simulateAudience(planOf(300)));
});

test('one that takes too long is ended and refused, and the next one runs', async () => {
  const simulations = new Simulations({ most: 2, budgetMs: 1 });
  await expect(simulations.run(planOf(20_000))).rejects.toMatchObject({ code: 'simulation-too-long' });
  const patient = new Simulations({ most: 1, budgetMs: 60_000 });
  await expect(patient.run(planOf(5))).resolves.toMatchObject({ enrollments: 5 });
});

test('no more wait than may, and who has waited gives way again', async () => {
  const simulations = new Simulations({ most: 2, budgetMs: 60_000 });
  const under = [simulations.run(planOf(5)), simulations.run(planOf(6))];
  await expect(simulations.run(planOf(7))).rejects.toMatchObject({ code: 'simulation-busy' });
  expect((await Promise.all(under)).map(({ enrollments }) => enrollments)).toEqual([5, 6]);
  await expect(simulations.run(planOf(8))).resolves.toMatchObject({ enrollments: 8 });
});
