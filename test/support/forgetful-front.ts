import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { afterAll } from '@jest/globals';

/** What stands between clients and a server: passes every byte on, and every so often loses the answer. */
export interface ForgetfulFront {
  readonly origin: string;
  /** The statuses that were answered, those that got lost included. */
  readonly answered: readonly number[];
  readonly lost: number;
}

/**
 * Puts a front before a server. Of the answers that say that all is well, those whose number `loses` names are never given:
 * the connection breaks, so that the client cannot know what became of its call. Call it at the top of the file.
 */
export async function forgetfulFront(
  to: string,
  {
    loses,
    onAnswer = async () => {},
  }: { loses: readonly number[]; onAnswer?: (status: number) => Promise<void> },
): Promise<ForgetfulFront> {
  const answered: number[] = [];
  let well = 0;
  let lost = 0;
  const pass = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const body = await buffer(incoming);
    const { method, headers, url } = incoming;
    const onward = request(new URL(url ?? '/', to), { ...(method && { method }), headers });
    onward.end(body);
    const [answer] = (await once(onward, 'response')) as [IncomingMessage];
    const said = await buffer(answer);
    const status = answer.statusCode ?? 0;
    answered.push(status);
    await onAnswer(status);
    if (status === 200 && loses.includes(++well)) {
      lost++;
      outgoing.destroy();
      return;
    }
    outgoing.writeHead(status, answer.headers).end(said);
  };
  const server = createServer((incoming, outgoing) => {
    pass(incoming, outgoing).catch((error) => outgoing.destroy(error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    answered,
    get lost() {
      return lost;
    },
  };
}
