import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';

/** A question as it came in: which call it is, and its body after the name of the client. */
export interface Question {
  readonly key: number;
  readonly version: number;
  readonly number: number;
  readonly body: Buffer;
}

export interface LoopbackBroker {
  readonly address: { readonly host: string; readonly port: number };
  /** How many connections were made to it. */
  readonly connections: () => number;
  /** Ends those there are. */
  hangUp(): void;
  close(): Promise<void>;
}

/** Speaks the frame of Kafka's protocol, and leaves it to `answer` what to say to a question, and when. */
export async function loopbackBroker(
  answer: (question: Question, socket: Socket) => void,
): Promise<LoopbackBroker> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    let arrived = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      arrived = Buffer.concat([arrived, bytes]);
      while (arrived.length >= 4 && arrived.length >= 4 + arrived.readInt32BE()) {
        const end = 4 + arrived.readInt32BE();
        answer(questionIn(arrived.subarray(4, end)), socket);
        arrived = arrived.subarray(end);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('It listens on no port.');
  const hangUp = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    address: { host: '127.0.0.1', port: bound.port },
    connections: () => connections,
    hangUp,
    close: async () => {
      hangUp();
      server.close();
      await once(server, 'close');
    },
  };
}

function questionIn(bytes: Buffer): Question {
  return {
    key: bytes.readInt16BE(),
    version: bytes.readInt16BE(2),
    number: bytes.readInt32BE(4),
    body: bytes.subarray(10 + bytes.readInt16BE(8)),
  };
}

/** The frame of an answer. */
export function answerTo({ number }: Pick<Question, 'number'>, body: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeInt32BE(4 + body.length);
  head.writeInt32BE(number, 4);
  return Buffer.concat([head, body]);
}
