import { HttpException } from '@nestjs/common';
import { DomainError } from '#engine';
import { isStoreAway } from '#storage';
import { InputError } from './input-error.ts';
import { type Problem, problem } from './problem.ts';
import { STATUS_OF } from './status.ts';

/** The problem that an error is answered with; null for one nobody foresaw, whose text stays inside. */
export function problemOf(error: unknown): Problem | null {
  if (error instanceof DomainError) {
    const { detail, fix, problems } = error;
    return problem(STATUS_OF[error.code], error.code, { detail, fix, problems });
  }
  if (error instanceof InputError) {
    const [first] = error.problems;
    const more = error.problems.length - 1;
    return problem(400, 'input-invalid', {
      detail: `${error.message}.`,
      fix: more > 0 ? `Correct these ${more + 1} places.` : (first?.fix ?? 'See /docs.'),
      problems: error.problems,
    });
  }
  if (isStoreAway(error)) return problem(503, 'store-silent', STORE_AWAY);
  const status = statusOf(error);
  const refusal = status === null ? undefined : REFUSALS[status];
  return status === null || !refusal ? null : problem(status, refusal.code, refusal);
}

const STORE_AWAY = {
  detail:
    'A store does not answer, or has no room to spare. Nothing of this call is lost if it is sent again.',
  fix: 'Send it again after the seconds in Retry-After; a store that comes back is used again by itself.',
};

/** The status of an error that Fastify or Nest made before a route was reached. */
function statusOf(error: unknown): number | null {
  if (error instanceof HttpException) return error.getStatus();
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return null;
  return typeof error.statusCode === 'number' ? error.statusCode : null;
}

const REFUSALS: Readonly<Record<number, { code: string; detail: string; fix: string }>> = {
  400: {
    code: 'request-malformed',
    detail: 'The request cannot be read: its body is not valid JSON, or its address is not valid.',
    fix: 'Check the body with a JSON parser, and percent-encode what stands in the address.',
  },
  404: {
    code: 'route-unknown',
    detail: 'There is nothing at this address.',
    fix: 'See /docs for what there is.',
  },
  413: {
    code: 'body-too-large',
    detail:
      'The body is larger than this address takes: 5 MB for /v1/events and /webhooks, 500 KB for calls of Segment’s clients, 1 MB elsewhere.',
    fix: 'Send it in several calls.',
  },
  414: {
    code: 'address-too-long',
    detail: 'A part of the address is longer than any key or id.',
    fix: 'Check the key or id in the address.',
  },
  415: {
    code: 'media-type-unsupported',
    detail: 'The body has a media type that this address does not take.',
    fix:
      'Send JSON with the header Content-Type: application/json; sequences may also be application/yaml,' +
      ' and contacts are imported as text/csv.',
  },
};
