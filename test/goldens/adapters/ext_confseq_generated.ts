export { answer } from './ext_confseq.ts';
