import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { delimiter, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDatabase, type TestDatabase } from '../support/databases.js';
import { keyturn } from '../support/run-cli.js';
import { ServerProcess } from '../support/server-process.js';

const ORIGIN = 'http://127.0.0.1:3000';

/** A command of a document and the response below it. */
const EXAMPLE =
  /```sh\n(?<command>[^`]*curl[^`]*)```\s+(?:[^`]*\n\n)?```json\n(?<response>.*)\n```/g;

/** Replaces tokens and IDs, which differ in each run. */
const withoutRandomValues = (text: string): string =>
  text.replaceAll(/eyJ[\w.-]+…?/g, 'JWT').replaceAll(/[\da-f]{8}(-[\da-f]{4,12}){4}/g, 'ID');

interface Document {
  paths: Record<string, Record<string, { responses: Record<string, ResponseObject | Reference> }>>;
  components: { responses: Record<string, ResponseObject> };
}
interface ResponseObject {
  content?: Record<string, { examples: Record<string, { value: object }> }>;
}
interface Reference {
  $ref: string;
}

/** @returns the example bodies for each status, as the service sends them */
function examplesByStatus({ paths, components }: Document): Map<string, string[]> {
  const examples = new Map<string, string[]>();
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  for (const { responses } of operations) {
    for (const [status, one] of Object.entries(responses)) {
      const response = '$ref' in one ? components.responses[one.$ref.split('/').at(-1)!]! : one;
      // A 204 has no content.
      const bodies = Object.values(response.content?.['application/json']?.examples ?? {});
      const texts = bodies.map(({ value }) => JSON.stringify(value));
      examples.set(status, [...(examples.get(status) ?? []), ...texts]);
    }
  }
  return examples;
}

describe('examples in the documents', () => {
  let database: TestDatabase;
  let server: ServerProcess;

  beforeAll(async () => {
    database = await createDatabase('sqlite');
    server = await ServerProcess.start({ DATABASE_URL: database.url });
    const create = ['user', 'create', 'alice', '--password-stdin'];
    await keyturn(create, { DATABASE_URL: database.url }, 'violet kettle harbor');
  });
  afterAll(async () => {
    await server.stop();
    await database.drop();
  });

  const run = async (command: string, variables: Record<string, string>): Promise<string> => {
    const path = [process.env['PATH'], resolve('test/support/bin')].join(delimiter);
    const env = { ...process.env, ...variables, PATH: path };
    const script = command.replaceAll(ORIGIN, server.url);
    return (await promisify(execFile)('sh', ['-c', script], { env })).stdout;
  };

  it.each([
    ['README.md', 1],
    ['docs/getting-started.md', 4],
  ])('%s shows the real response of each command', async (name, count) => {
    const document = await readFile(name, 'utf8');
    const examples = [...document.matchAll(EXAMPLE)].map(({ groups }) => groups!);
    const variables: Record<string, string> = {};
    for (const { command = '', response = '' } of examples) {
      const output = await run(command, variables);
      expect([command, withoutRandomValues(output)]).toEqual([
        command,
        withoutRandomValues(response),
      ]);
      if (variables['REFRESH'] !== undefined) continue;
      const { access, refresh } = JSON.parse(output) as Record<string, string>;
      Object.assign(variables, { ACCESS: access, REFRESH: refresh });
    }
    expect(examples).toHaveLength(count);
  });
});

describe('docs/http-contract.md', () => {
  it('docs/http-contract.md lists only errors that the service documents, with their status', async () => {
    const contract = await readFile('docs/http-contract.md', 'utf8');
    const rows = [...contract.matchAll(/^\| (\d{3}) +\| `(\{.*?\})` +\|/gm)];
    const documented = JSON.parse(await readFile('openapi.json', 'utf8')) as Document;
    const examples = examplesByStatus(documented);
    expect(rows.length).toBeGreaterThan(5);
    for (const [, status = '', body = ''] of rows) expect(examples.get(status)).toContain(body);
  });
});
