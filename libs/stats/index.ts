export * from './read-outs/peak-day.ts';
export * from './read-outs/peak-of-steps.ts';
export * from './read-outs/rate.ts';
export * from './read-outs/read-experiment.ts';
