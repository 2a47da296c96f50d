import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';

export const IDEMPOTENCY_KEY = 'Idempotency-Key';

/** A call that changes something, answers 200, and may be repeated under an Idempotency-Key. */
export const Repeatable = () =>
  applyDecorators(
    HttpCode(200),
    ApiHeader({
      name: IDEMPOTENCY_KEY,
      required: false,
      description: 'Repeating a call under the same key within a day gives the first answer',
      schema: { type: 'string', maxLength: 255 },
    }),
  );
