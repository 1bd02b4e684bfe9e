import { Ajv, type ValidateFunction } from 'ajv';
import { openApiDocument } from '../../src/service/openapi/document.js';

interface Answer {
  content: { 'application/json': { schema: { $ref: string } | { oneOf: { $ref: string }[] } } };
}
interface Schema {
  required?: string[];
  properties?: Record<string, { writeOnly?: true }>;
}

interface Operation {
  responses: Record<string, Answer | { $ref: string }>;
}

const { paths, components } = openApiDocument;
const operations = paths as unknown as Record<string, Record<string, Operation>>;

/** In an answer, what is only written is not required (OpenAPI 3.0.3, Schema Object). */
function asRead({ required = [], ...schema }: Schema): Schema {
  const isRead = (name: string) => schema.properties?.[name]?.writeOnly !== true;
  return { ...schema, required: required.filter(isRead) };
}

const ajv = new Ajv({ strict: false, validateFormats: false });
const schemas = Object.entries(components.schemas as Record<string, Schema>);
const readable = Object.fromEntries(schemas.map(([name, schema]) => [name, asRead(schema)]));
ajv.addSchema({ components: { schemas: readable } }, 'document');

/** @returns what the document does not say of an answer to one of its operations */
export function undocumentedIn(
  { method, path }: { method: string; path: string },
  { status, body }: { status: number; body: string },
): string[] {
  const operation = operationOf(method, path);
  if (operation === undefined) return [];
  const answer = answerOf(operation.responses[status]);
  if (answer === undefined) return [`status ${status}`];
  const validate = validatorOf(answer);
  return validate(JSON.parse(body)) ? [] : [ajv.errorsText(validate.errors)];
}

function operationOf(method: string, path: string): Operation | undefined {
  const [plain = ''] = path.split('?');
  return operations[plain.replace(/\/?$/, '/')]?.[method.toLowerCase()];
}

function answerOf(answer: Answer | { $ref: string } | undefined): Answer | undefined {
  if (answer === undefined || !('$ref' in answer)) return answer;
  const name = answer.$ref.split('/').at(-1) ?? '';
  return (components.responses as unknown as Record<string, Answer>)[name];
}

function validatorOf({ content }: Answer): ValidateFunction {
  const text = JSON.stringify(content['application/json'].schema);
  const schema = JSON.parse(text.replaceAll('"#/', '"document#/')) as object;
  return ajv.compile(schema);
}
