import { expect, test } from '@jest/globals';
import { type Claim, mayHold } from './truth/claim.ts';
import { comparisons } from './truth/comparisons.ts';
import { coverage, looks } from './truth/coverage.ts';
import { disturbed } from './truth/disturbed.ts';
import { logs } from './truth/logs.ts';
import { flags, orders } from './truth/orders.ts';
import { peaks } from './truth/peaks.ts';
import { sequences } from './truth/sequences.ts';

/** The acceptance list with few runs and fixed seeds; `npm run bench -- stats-truth` plays it in full. */
const broken = (claims: readonly Claim[], runs: number) =>
  claims.filter((claim) => !mayHold(claim, runs)).map(({ metric, value }) => `${metric}: ${value}`);
const quiet = () => {};

test('fixed-horizon and credible intervals cover', () => expect(broken(coverage(300), 300)).toEqual([]));

test('intervals of comparisons cover, with few successes and with several arms', () =>
  expect(broken(comparisons(100), 100)).toEqual([]));

test('two hundred looks do no harm and leave power', () => expect(broken(looks(16, 4), 4)).toEqual([]));

test('asymptotic sequences hold at all two hundred looks', () =>
  expect(broken(sequences(40), 40)).toEqual([]));

test('contamination is flagged, and rates that drift promote nothing', () =>
  expect(broken(disturbed(50), 50)).toEqual([]));

test('the doubly robust value of an order holds the truth', () => expect(broken(logs(60), 60)).toEqual([]));

test('a primer pair is flagged, others are not, and a watched order never promotes', () =>
  expect(broken(flags(10), 10)).toEqual([]));

test('a called peak is the peak, and equal steps are left alone', () =>
  expect(broken(peaks(12, quiet), 3)).toEqual([]));

test('no world is harmed by what is promoted', () => expect(broken(orders(2, quiet), 2)).toEqual([]));
