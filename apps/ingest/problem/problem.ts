/** One thing that is wrong with an input. */
export interface InputProblem {
  /** Where, as `enrollments[3].contact.id`; empty for the whole body. */
  readonly path: string;
  readonly reason: string;
  readonly fix: string;
}

/** An error as it is answered: RFC 9457, `application/problem+json`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly fix: string;
  readonly problems?: readonly object[];
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json; charset=utf-8';

/** Puts a problem together; its title is its code in words, the same every time. */
export function problem(
  status: number,
  code: string,
  said: { detail: string; fix: string; problems?: readonly object[] | undefined },
): Problem {
  const words = code.replaceAll('-', ' ');
  return {
    type: `urn:crest:problem:${code}`,
    title: words.charAt(0).toUpperCase() + words.slice(1),
    status,
    code,
    detail: said.detail,
    fix: said.fix,
    ...(said.problems && { problems: said.problems }),
  };
}
