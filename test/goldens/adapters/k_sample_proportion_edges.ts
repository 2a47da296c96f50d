export { answer } from './k_sample_proportion.ts';
