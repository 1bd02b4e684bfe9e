import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';

interface Service {
  profiles: string[];
  read_only?: boolean;
  cap_drop?: string[];
  depends_on?: string[] | Record<string, { condition: string }>;
  environment?: Record<string, string>;
}

const read = (file: string): string => readFileSync(file, 'utf8');

const compose = parse(read('compose.yaml'), { merge: true }) as {
  services: Record<string, Service>;
};
const ours = Object.entries(compose.services).filter(([name]) => /^(keyturn|migrate)/.test(name));
const dockerfile = read('Dockerfile');

describe('compose.yaml', () => {
  it('has one instance on SQLite, and two on PostgreSQL behind a proxy', () => {
    const of = (profile: string) =>
      Object.entries(compose.services)
        .filter(([, { profiles }]) => profiles.includes(profile))
        .map(([name]) => name);
    expect(of('sqlite')).toEqual(['keyturn']);
    expect(of('postgres')).toEqual(['migrate', 'keyturn-1', 'keyturn-2', 'database', 'proxy']);
  });

  it.each(ours)('%s may write nowhere and do nothing of root', (_, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  });

  it.each(ours)('%s waits for nobody that there is not', (_, { depends_on = {} }) => {
    const names = Array.isArray(depends_on) ? depends_on : Object.keys(depends_on);
    for (const name of names) expect(compose.services).toHaveProperty(name);
  });

  it.each(ours)('%s is given variables that the README knows', (_, { environment = {} }) => {
    for (const name of Object.keys(environment)) expect(read('README.md')).toContain(`\`${name}\``);
  });
});

describe('the Dockerfile', () => {
  it('copies nothing that .dockerignore leaves out', () => {
    const letIn = read('.dockerignore').match(/(?<=^!).*$/gm) ?? [];
    const copies = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)];
    const sources = copies.flatMap(([, files = '']) => files.split(' '));
    expect(sources.map((file) => file.replace('./', ''))).toEqual(
      expect.arrayContaining(['package.json', 'src']),
    );
    for (const file of sources) expect(letIn).toContain(file.replace('./', ''));
  });

  it('ends as a user without rights, with a health check, and Node as process 1', () => {
    const last = dockerfile.slice(dockerfile.lastIndexOf('FROM '));
    expect(last).toMatch(/^USER node$/m);
    expect(last).toContain('CMD ["node", "dist/main.js", "healthcheck"]');
    expect(last).toMatch(/^ENTRYPOINT \["node", "dist\/main.js"\]$/m);
  });
});

it('deploy/keyturn.service is started again however often its database was away', () => {
  const [unit = ''] = read('deploy/keyturn.service').split('[Service]');
  expect(unit).toMatch(/^StartLimitIntervalSec=0$/m);
  expect(read('deploy/keyturn.service')).toMatch(/^Restart=on-failure$/m);
});

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
if (!hasSystemd) process.stderr.write('\nNO systemd-analyze: THE UNIT IS NOT VERIFIED.\n');

(hasSystemd ? it : it.skip)('deploy/keyturn.service is a unit without a mistake', () => {
  const args = ['verify', '--man=no', 'deploy/keyturn.service'];
  expect(execFileSync('systemd-analyze', args, { encoding: 'utf8', stdio: 'pipe' })).toBe('');
});
