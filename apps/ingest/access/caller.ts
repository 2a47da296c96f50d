import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { KeyScope } from '#storage';

/** Who calls: a key, or the page of a signed-in browser. */
export interface Caller {
  readonly via: 'key' | 'session';
  /** What is noted down about who did something: the id of the key, or the dashboard. */
  readonly name: string;
  readonly workspaceId: number;
  readonly workspace: string;
  readonly scopes: readonly KeyScope[];
}

/** A request as the guard leaves it behind. */
export interface AdmittedRequest {
  caller?: Caller;
}

/** The caller whom the guard has let in. */
export const CalledBy = createParamDecorator((_: undefined, context: ExecutionContext): Caller => {
  const { caller } = context.switchToHttp().getRequest<AdmittedRequest>();
  if (!caller) throw new Error('a route that asks who calls must need a scope');
  return caller;
});
