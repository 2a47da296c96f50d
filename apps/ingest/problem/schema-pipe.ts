import { StandardSchemaValidationPipe } from '@nestjs/common';
import type { z } from 'zod';
import { InputError } from './input-error.ts';

/**
 * Holds what a route is given against its schema. Nest's own pipe first drops whatever is called `constructor` or
 * `prototype`, so that a field would be lost in silence; here each schema sees all there is, and says no to it.
 */
export class SchemaPipe extends StandardSchemaValidationPipe {
  constructor() {
    // Every schema here is zod's, so its issues carry what zod puts in them.
    super({ exceptionFactory: (issues) => new InputError(issues as readonly z.core.$ZodIssue[]) });
  }

  protected override stripProtoKeys(): void {}
}
