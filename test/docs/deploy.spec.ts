import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { redirectOf } from '../../src/service/tls/redirect-target.js';
import { runProgram } from '../support/run-program.js';
import { ServerProcess } from '../support/server-process.js';
import { usesBetterSqlite3 } from '../../scripts/better-sqlite3.mjs';
import { SECRET } from '../support/jwt.js';

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
const keyturnServices = Object.entries(compose.services).filter(([name]) =>
  /^(keyturn|migrate)/.test(name),
);
const dockerfile = read('Dockerfile');

describe('compose.yaml', () => {
  it('compose.yaml has one instance on SQLite and two on PostgreSQL, each behind a proxy', () => {
    const of = (profile: string) =>
      Object.entries(compose.services)
        .filter(([, { profiles }]) => profiles.includes(profile))
        .map(([name]) => name);
    expect(of('sqlite')).toEqual(['keyturn', 'proxy-sqlite']);
    expect(of('postgres')).toEqual(['migrate', 'keyturn-1', 'keyturn-2', 'database', 'proxy']);
  });

  it.each(keyturnServices)(
    '%s in compose.yaml has a read-only file system and no capabilities',
    (_, service) => {
      expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    },
  );

  it.each(keyturnServices)(
    '%s in compose.yaml depends only on existing services',
    (_, { depends_on = {} }) => {
      const names = Array.isArray(depends_on) ? depends_on : Object.keys(depends_on);
      for (const name of names) expect(compose.services).toHaveProperty(name);
    },
  );

  it.each(keyturnServices)(
    '%s in compose.yaml sets only variables that docs/configuration.md lists',
    (_, { environment = {} }) => {
      const documented = read('docs/configuration.md');
      for (const name of Object.keys(environment)) expect(documented).toContain(`\`${name}\``);
    },
  );
});

describe('Dockerfile', () => {
  it('the Dockerfile copies no file that .dockerignore excludes', () => {
    const included = read('.dockerignore').match(/(?<=^!).*$/gm) ?? [];
    const copies = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)];
    const sources = copies.flatMap(([, files = '']) => files.split(' '));
    expect(sources.map((file) => file.replace('./', ''))).toEqual(
      expect.arrayContaining(['package.json', 'src']),
    );
    for (const file of sources) {
      const [entry] = file.replace('./', '').split('/');
      expect(included).toContain(entry);
    }
  });

  it('the Dockerfile runs Node as process 1 with an unprivileged user and a health check', () => {
    const last = dockerfile.slice(dockerfile.lastIndexOf('FROM '));
    expect(last).toMatch(/^USER node$/m);
    expect(last).toContain('CMD ["node", "dist/main.js", "healthcheck"]');
    expect(last).toMatch(/^ENTRYPOINT \["node", "dist\/main.js"\]$/m);
  });
});

describe('output of scripts/lay-out-service.mjs', () => {
  let folder: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'keyturn-laid-out-'));
    await runProgram('scripts/lay-out-service.mjs', [folder]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('the image and the systemd unit run the output of scripts/lay-out-service.mjs', () => {
    expect(dockerfile).toContain('node scripts/lay-out-service.mjs /keyturn');
    expect(dockerfile).toContain('COPY --from=build /keyturn ./');
    expect(read('deploy/keyturn.service')).toContain('/opt/keyturn/dist/main.js serve');
  });

  it('the output of scripts/lay-out-service.mjs runs without Nest and TypeORM', async () => {
    const variables = { DATABASE_URL: 'sqlite::memory:', JWT_SECRET: SECRET };
    const server = await ServerProcess.start(variables, [join(folder, 'dist/main.js'), 'serve', '--json']); // prettier-ignore
    const responses = await Promise.all([
      server.get('/health/ready'),
      server.get('/api/openapi.json'),
      server.get('/api/docs/'),
      server.post('/api/token/', { username: 'alice', password: 'none' }),
    ]);
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 401]);
    expect(await server.stop()).toBe(0);
  });

  it.each(['@node-rs/argon2', '@node-rs/bcrypt'])(
    'the output of scripts/lay-out-service.mjs contains %s',
    (name) => {
      expect(existsSync(join(folder, 'node_modules', name))).toBe(true);
    },
  );

  it('the output of scripts/lay-out-service.mjs contains better-sqlite3 only below Node 24.15', () => {
    expect(existsSync(join(folder, 'node_modules/better-sqlite3'))).toBe(usesBetterSqlite3());
  });

  it.each(['@nestjs', 'typeorm', 'fastify', 'pg', 'typescript'])(
    'the output of scripts/lay-out-service.mjs does not contain %s',
    (name) => {
      expect(existsSync(join(folder, 'node_modules', name))).toBe(false);
    },
  );
});

it.each([
  ['deploy/nginx.conf', 'proxy_set_header X-Request-Id $request_id;'],
  ['deploy/Caddyfile', 'header_up X-Request-Id {http.request.uuid}'],
  ['compose.yaml', 'header_up X-Request-Id {http.request.uuid}'],
])('%s replaces the X-Request-Id of the client', (file, line) => {
  expect(read(file)).toContain(line);
});

it.each(['deploy/Caddyfile', 'compose.yaml'])(
  '%s removes the Idempotency-Key from the log',
  (file) => {
    const [global = ''] = read(file).split('reverse_proxy');
    expect(global).toContain('request>headers>Idempotency-Key delete');
  },
);

it.each(['deploy/nginx.conf', 'deploy/Caddyfile', 'compose.yaml'])(
  '%s refuses a request without TLS with the response of HTTP_REDIRECT_PORT',
  (file) => {
    const request = { method: 'POST', host: 'auth.example.org' };
    const settings = { publicUrl: undefined, tlsPort: 443, allowedHosts: [] };
    const { status, ...body } = redirectOf(request, settings);
    expect(status).toBe(403);
    expect(read(file)).toContain(JSON.stringify(body));
  },
);

it.each([
  ['deploy/Caddyfile', 'http://auth.example.org {'],
  ['compose.yaml', 'http://localhost:8080 {'],
])('%s has a site for HTTP, because Caddy redirects every method without it', (file, site) => {
  expect(read(file)).toContain(site);
  expect(read(file)).toContain('@page method GET HEAD');
});

it('deploy/nginx.conf defines no log format and caches no response', () => {
  expect(read('deploy/nginx.conf')).not.toMatch(/log_format|access_log|error_log|proxy_cache/);
});

describe('docs/operating.md', () => {
  const linesOf = (text: string) => text.split('\n').map((line) => line.trim());
  const blocks = [...read('docs/operating.md').matchAll(/^```(nginx|caddyfile)\n(.+?)\n```$/gms)];
  const FILES = { nginx: 'deploy/gateway-nginx.conf', caddyfile: 'deploy/gateway-Caddyfile' };

  it.each(
    blocks.map(([, language = '', text = '']) => [text.replace(/\n.*$/s, ''), language, text]),
  )('docs/operating.md shows lines of deploy/, from "%s" on', (_, language, text) => {
    const file = linesOf(read(FILES[language as keyof typeof FILES])).join('\n');
    expect(file).toContain(linesOf(text).join('\n'));
  });

  it('docs/operating.md shows both gateways', () => {
    expect(new Set(blocks.map(([, language]) => language))).toEqual(new Set(Object.keys(FILES)));
  });
});

it.each(
  Object.entries({
    'deploy/gateway-nginx.conf': /proxy_set_header (X-Auth-[\w-]+)/g,
    'deploy/gateway-Caddyfile': /copy_headers (X-Auth-.+)/g,
  }),
)('%s passes on every header of the check', (file, pattern) => {
  const named = [...read(file).matchAll(pattern)].flatMap(([, names = '']) => names.split(' '));
  expect(named).toEqual(expect.arrayContaining(['X-Auth-User-Id', 'X-Auth-Username', 'X-Auth-Session-Id'])); // prettier-ignore
});

it('deploy/keyturn.service restarts after any number of database outages', () => {
  const [unit = ''] = read('deploy/keyturn.service').split('[Service]');
  expect(unit).toMatch(/^StartLimitIntervalSec=0$/m);
  expect(read('deploy/keyturn.service')).toMatch(/^Restart=on-failure$/m);
});

it('the systemd-run command in docs/cli.md has the settings of deploy/keyturn.service', () => {
  const [command = ''] = /^systemd-run [^`]*/m.exec(read('docs/cli.md')) ?? [];
  const patterns =
    /^(?:Environment|EnvironmentFile|StateDirectory|DynamicUser|WorkingDirectory)=.*$/gm;
  const settings = (read('deploy/keyturn.service').match(patterns) ?? []).map((line) =>
    line.replace(/^Environment=/, ''),
  );
  expect(settings).toHaveLength(6);
  for (const setting of [...settings, 'User=keyturn']) expect(command).toContain(` ${setting}`);
  // systemd derives the user from the name of the unit when User= is missing.
  expect(read('deploy/keyturn.service')).not.toMatch(/^User=/m);
});
