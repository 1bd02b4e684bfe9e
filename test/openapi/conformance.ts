import { Ajv, type ValidateFunction } from 'ajv';
import { openApiDocument } from '../../src/service/openapi/document.js';

interface Content {
  'application/json': { schema: { $ref: string } | { oneOf: { $ref: string }[] } };
}
/** Without content: the response has no body. */
interface HttpResponse {
  content?: Content;
}
interface Schema {
  required?: string[];
  properties?: Record<string, { writeOnly?: true }>;
}

interface Operation {
  responses: Record<string, HttpResponse | { $ref: string }>;
}

const { paths, components } = openApiDocument;
const operations = paths as unknown as Record<string, Record<string, Operation>>;

/** In a response, properties with writeOnly are not required (OpenAPI 3.0.3, Schema Object). */
function asRead({ required = [], ...schema }: Schema): Schema {
  const isRead = (name: string) => schema.properties?.[name]?.writeOnly !== true;
  return { ...schema, required: required.filter(isRead) };
}

const ajv = new Ajv({ strict: false, validateFormats: false });
const schemas = Object.entries(components.schemas as Record<string, Schema>);
const readable = Object.fromEntries(schemas.map(([name, schema]) => [name, asRead(schema)]));
ajv.addSchema({ components: { schemas: readable } }, 'document');

/** @returns the differences between a response and the document */
export function undocumentedIn(
  { method, path }: { method: string; path: string },
  { status, body }: { status: number; body: string },
): string[] {
  const operation = operationOf(method, path);
  if (operation === undefined) return [];
  const response = responseOf(operation.responses[status]);
  if (response === undefined) return [`status ${status}`];
  if (response.content === undefined) return body === '' ? [] : [`a body: ${body}`];
  const validate = validatorOf(response.content);
  return validate(JSON.parse(body)) ? [] : [ajv.errorsText(validate.errors)];
}

const operationOf = (method: string, path: string): Operation | undefined =>
  operations[documentedPathOf(path)]?.[method.toLowerCase()];

/** @returns the path in the document, such as `/api/sessions/{id}/`; an unknown path unchanged */
export function documentedPathOf(path: string): string {
  const [plain = ''] = path.split('?');
  const slashed = plain.replace(/\/?$/, '/');
  if (slashed in operations) return slashed;
  const isTemplate = (template: string) =>
    new RegExp(`^${template.replace(/\{\w+\}/, '[^/]+')}$`).test(slashed);
  return Object.keys(operations).find(isTemplate) ?? slashed;
}

function responseOf(
  response: HttpResponse | { $ref: string } | undefined,
): HttpResponse | undefined {
  if (response === undefined || !('$ref' in response)) return response;
  const name = response.$ref.split('/').at(-1) ?? '';
  return (components.responses as unknown as Record<string, HttpResponse>)[name];
}

function validatorOf(content: Content): ValidateFunction {
  const text = JSON.stringify(content['application/json'].schema);
  const schema = JSON.parse(text.replaceAll('"#/', '"document#/')) as object;
  return ajv.compile(schema);
}
