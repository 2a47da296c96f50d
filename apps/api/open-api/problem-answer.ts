import type { ApiResponseSchemaHost } from '@nestjs/swagger';

const text = { type: 'string' };

/** An error as every route answers it: RFC 9457. */
export const problemAnswer: Pick<ApiResponseSchemaHost, 'content'> = {
  content: {
    'application/problem+json': {
      schema: {
        type: 'object',
        required: ['type', 'title', 'status', 'code', 'detail', 'fix'],
        properties: {
          type: text,
          title: text,
          status: { type: 'integer' },
          code: text,
          detail: text,
          fix: text,
          problems: {
            type: 'array',
            items: { type: 'object', properties: { path: text, reason: text, fix: text } },
          },
        },
      },
    },
  },
};
