import { SetMetadata } from '@nestjs/common';
import type { KeyScope } from '#storage';

export const NEEDS = Symbol('needs');

/** The scope that a route asks for; `nothing` lets everybody in. A route that does not say lets nobody in. */
export const Needs = (scope: KeyScope | 'nothing') => SetMetadata(NEEDS, scope);
