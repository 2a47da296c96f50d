export { answer } from './srm_chisq.ts';
