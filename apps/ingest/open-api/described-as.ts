import { z } from 'zod';

/** A value that is let through unchecked here, and stands in the OpenAPI document as this schema. */
export function describedAs(schema: z.ZodType): z.ZodUnknown {
  const { $schema: _, ...described } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return z.unknown().meta(described);
}
