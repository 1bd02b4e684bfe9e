import fc from 'fast-check';

/** Spellings of a path. Some are equivalent, some are different paths. */
const SPELLINGS: readonly ((path: string) => string)[] = [
  (path) => path.slice(0, -1),
  (path) => `${path}/`,
  (path) => `/${path}`,
  (path) => path.replaceAll('/', '//'),
  (path) => path.toUpperCase(),
  (path) => path.replace('e', '%65'),
  (path) => path.replace('e', '%2565'),
  (path) => path.replaceAll('/', '%2f'),
  (path) => path.replace(/.$/, '%2F'),
  (path) => `http://evil.example${path}`,
  (path) => `/x/..${path}`,
  (path) => `/./${path}.`,
  (path) => `${path}#x`,
  (path) => `${path};x=1`,
  (path) => `${path}%00`,
  (path) => `${path}%c0%ae`,
  (path) => `${path}%zz`,
  (path) => `${path}%`,
  (path) => `${path}%0d%0aX-Injected:%201`,
  (path) => `${path}%ed%a0%80`,
  (path) => path.replace('api', '__proto__'),
];

const QUERIES = [
  '?cursor=cD0wMWEyMDAwMC0wMDAwLTcwMDAtODAwMC0wMDAwMDAwMDAwMDE=&page_size=3',
  '?cursor=%00&cursor=x',
  '?page_size=1e9',
  '?all=false&all=true',
  '?',
  '?format=xml',
  '?a=1&a=2&__proto__[x]=1',
  '?next=/api/me/',
  '?%zz=%',
  '?x=%0d%0aX-Injected:%201',
  '?username=alice&password=x&token=x',
  '?q=%f0%9f%98%80%ff',
  '??&=/%2e%2e/',
  `?${'a=1&'.repeat(2_000)}`,
];

const ELSEWHERE = [
  ...['/', '/favicon.ico', '/api/', '/api', '/admin', '/%', '//', '/%2e%2e/%2e%2e/etc/passwd'],
  ...['/api/token/:id', '/__proto__', '/constructor', '/api/docs/../../package.json', '/.env'],
  ...[`/${'a'.repeat(12_000)}`, `/${'%41'.repeat(4_000)}`, '/api/token/sliding/'],
];

const visible = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));

/** Generates request targets of visible ASCII. */
export const targetAt = (path: string): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constant(path) },
    { weight: 2, arbitrary: fc.constantFrom(...QUERIES).map((query) => path + query) },
    { weight: 3, arbitrary: fc.constantFrom(...SPELLINGS).map((spell) => spell(path)) },
    { weight: 1, arbitrary: fc.constantFrom(...ELSEWHERE) },
    { weight: 1, arbitrary: fc.string({ unit: visible, maxLength: 30 }).map((rest) => `/${rest}`) },
  );
