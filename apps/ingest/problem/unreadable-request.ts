import { PROBLEM_MEDIA_TYPE, type Problem, problem } from './problem.ts';

interface Connection {
  readonly writable: boolean;
  write(answer: string): unknown;
  destroy(error?: Error): unknown;
}

/** Answers a request that is no HTTP, or whose headers are too large: Node gives up before there is a request. */
export function answerUnreadable(error: Error & { readonly code?: string }, socket: Connection): void {
  // Who closed the connection takes no answer.
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const answer = problemFor(error.code);
  const body = JSON.stringify(answer);
  socket.write(
    `HTTP/1.1 ${answer.status} ${answer.title}\r\nContent-Type: ${PROBLEM_MEDIA_TYPE}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
  socket.destroy(error);
}

function problemFor(code: string | undefined): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return problem(431, 'headers-too-large', {
        detail: 'The address and the headers are larger than 16 KB together.',
        fix: 'Send what is long in the body, and a key or a cookie as it was given.',
      });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return problem(408, 'request-timeout', {
        detail: 'The request did not arrive in time.',
        fix: 'Send it again, in smaller parts over a slow line.',
      });
    default:
      return problem(400, 'request-malformed', {
        detail: 'This is not a request in HTTP/1.1 that can be read.',
        fix: 'Check the address: http, not https, and nothing but HTTP to this port.',
      });
  }
}
