/** Code of a developer who generates types with openapi-typescript. */
import createClient from 'openapi-fetch';
import type { components, paths } from './schema.js';

type User = components['schemas']['User'];

const api = createClient<paths>({ baseUrl: String(process.argv[2]) });

async function readMe(access: string): Promise<User | number> {
  const { data, response } = await api.GET('/api/me/', {
    headers: { Authorization: `Bearer ${access}` },
  });
  return data ?? response.status;
}

const { data: pair } = await api.POST('/api/token/', {
  body: { username: 'alice', password: 'violet kettle harbor' },
});
if (pair === undefined) throw new Error('not logged in');
const before = await readMe(pair.access);

const { data: next } = await api.POST('/api/token/refresh/', {
  params: { header: { 'Idempotency-Key': 'q1Jk4h2vPZ0dXb6yT8sRwA' } },
  body: { refresh: pair.refresh },
});
if (next === undefined) throw new Error('not refreshed');
const after = await readMe(next.access);

const verified = await api.POST('/api/token/verify/', { body: { token: next.access } });
const ended = await api.POST('/api/token/blacklist/', { body: { refresh: next.refresh } });
const again = await api.POST('/api/token/refresh/', { body: { refresh: next.refresh } });

const result = {
  before,
  after,
  verified: verified.response.status,
  ended: ended.response.status,
  again: again.error && 'detail' in again.error ? again.error.detail : undefined,
  afterwards: await readMe(next.access),
};
process.stdout.write(JSON.stringify(result));
