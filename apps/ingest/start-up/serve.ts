import type { AddressInfo } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { listenFrom } from './listen.ts';
import type { Reporter } from './reporter.ts';
import { urlOf } from './url-of.ts';

/** Opens the port of an app, or the next free one, and says so; answers its address. */
export async function serve(
  app: NestFastifyApplication,
  { host, port: wanted }: { readonly host: string; readonly port: number },
  reporter: Reporter,
): Promise<string> {
  const server = app.getHttpAdapter().getInstance();
  const port = await listenFrom(server, host, wanted);
  if (port !== wanted) reporter.note(`Port ${wanted} is in use: this is port ${port}`);
  const { port: open } = server.server.address() as AddressInfo;
  const url = urlOf(host, open);
  reporter.tick(`Listening on ${url}`);
  return url;
}
