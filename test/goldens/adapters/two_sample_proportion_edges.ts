export { answer } from './two_sample_proportion.ts';
