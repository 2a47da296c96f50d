import { z } from 'zod';

/** A schema as OpenAPI 3.1 takes it: JSON Schema 2020-12. What JSON Schema cannot say is left open. */
export function toJsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _, ...converted } = z.toJSONSchema(schema, {
    io,
    target: 'draft-2020-12',
    unrepresentable: 'any',
  });
  return converted;
}

/** A value that is let through unchecked here, and stands in the OpenAPI document as this schema. */
export function describedAs(schema: z.ZodType): z.ZodUnknown {
  return z.unknown().meta(toJsonSchema(schema, 'input'));
}
