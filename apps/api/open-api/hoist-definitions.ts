import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;

/**
 * Moves what schemas define for themselves (`$defs`, of those that hold themselves) to the components of the document:
 * a reference counts from the root of the document, not of the schema it stands in, so there it led nowhere.
 */
export function hoistDefinitions(document: OpenAPIObject): void {
  const schemas: Schemas = {};
  hoist(document, schemas);
  document.components = { ...document.components, schemas: { ...document.components?.schemas, ...schemas } };
}

function hoist(value: unknown, schemas: Schemas): void {
  if (typeof value !== 'object' || value === null) return;
  if ('$ref' in value && typeof value.$ref === 'string')
    value.$ref = value.$ref.replace(/^#\/\$defs\//, '#/components/schemas/');
  for (const inner of Object.values(value)) hoist(inner, schemas);
  if (!('$defs' in value)) return;
  for (const [name, definition] of Object.entries(value.$defs as Schemas)) {
    if (name in schemas && JSON.stringify(schemas[name]) !== JSON.stringify(definition))
      throw new Error(`two schemas are called ${name}`);
    schemas[name] = definition;
  }
  delete value.$defs;
}
