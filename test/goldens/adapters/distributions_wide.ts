export { answer } from './distributions.ts';
