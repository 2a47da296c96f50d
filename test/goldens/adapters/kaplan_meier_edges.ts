export { answer } from './kaplan_meier.ts';
