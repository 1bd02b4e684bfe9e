import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { FILES } from './files.js';

const CHECKED = FILES.filter((path) => /\.md$|^deploy\/|^(?:compose\.yaml|Dockerfile)$/.test(path));

/** Matches commands with a secret in the arguments, which every user of the machine can read. */
const VISIBLE: readonly RegExp[] = [
  /\b(psql|pg_dump|pg_restore|pg_dumpall)\b[^\n`]*(\$\{?DATABASE_URL|postgres(ql)?:\/\/|password=)/,
  /\bcurl\b[^\n`]*(\s-u\b|--user\b|Bearer|"password"|"refresh")/,
  /\bcurl\b[^`]*-d\s+['"][^`]*(password|refresh)/,
  /\b(docker|podman)\b[^\n`]*(-e|--env)[ =]\w*(SECRET|PASSWORD|DATABASE_URL)=(?!…)/,
  /\bsystemd-run\b[^`]*-E \w*(SECRET|PASSWORD)=/,
  /\bsystemd-run\b[^`]*-E DATABASE_URL=postgres/,
  /--password[= ](?!stdin)\S/,
  /\b(env|sudo|ssh)\b[^\n`]*\w*(SECRET|PASSWORD)=\S/,
  /\bPASSWORD '/,
];

const visibleIn = (text: string): string[] =>
  VISIBLE.map((pattern) => pattern.exec(text)?.[0]).filter((found) => found !== undefined);

describe('commands in documentation', () => {
  it.each(CHECKED)('commands in %s show no secret in the process list', (document) => {
    expect(visibleIn(readFileSync(document, 'utf8'))).toEqual([]);
  });

  it.each([
    'pg_dump --format=custom "$DATABASE_URL"',
    'pg_restore --dbname=postgres://keyturn:PASSWORD@HOST/keyturn keyturn.dump',
    'curl -u alice:PASSWORD http://127.0.0.1:3000/',
    'curl http://127.0.0.1:3000/api/me/ -H "Authorization: Bearer $ACCESS"',
    `curl http://127.0.0.1:3000/api/token/ \\\n  -d '{"username":"alice","password":"x"}'`,
    'docker run -e JWT_SECRET=x keyturn',
    'systemd-run -E DATABASE_URL=postgres://keyturn:PASSWORD@HOST/keyturn node main.js',
    "CREATE ROLE keyturn LOGIN PASSWORD 'x';",
  ])('detects a command that shows a secret: %s', (command) => {
    expect(visibleIn(command)).not.toEqual([]);
  });
});
