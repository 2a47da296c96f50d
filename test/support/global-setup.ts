export { startServer as default } from './postgres-server.ts';
