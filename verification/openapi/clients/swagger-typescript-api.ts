/** Code of a developer who generates a client with swagger-typescript-api. */
import { Api, type HttpResponse, type TokenError, type TokenObtainPair, type User } from './api.js';

const { api } = new Api({ baseUrl: String(process.argv[2]) });

const readMe = (access: string): Promise<User | number> =>
  api.meRetrieve({ headers: { Authorization: `Bearer ${access}` } }).then(
    ({ data }) => data,
    ({ status }: HttpResponse<unknown>) => status,
  );

/** Written for a Django backend, whose document has one schema for request and response. */
const credentials = { username: 'alice', password: 'violet kettle harbor' } as TokenObtainPair;

const { data: pair } = await api.tokenCreate(credentials);
const before = await readMe(pair.access);

const { data: next } = await api.tokenRefreshCreate(
  { refresh: pair.refresh },
  { headers: { 'Idempotency-Key': 'q1Jk4h2vPZ0dXb6yT8sRwA' } },
);
const after = await readMe(next.access);

const verified = await api.tokenVerifyCreate({ token: next.access });
const ended = await api.tokenBlacklistCreate({ refresh: next.refresh });
const again = await api.tokenRefreshCreate({ refresh: next.refresh }).then(
  () => undefined,
  ({ error }: HttpResponse<unknown, TokenError>) => error.detail,
);

const result = {
  before,
  after,
  verified: verified.status,
  ended: ended.status,
  again,
  afterwards: await readMe(next.access),
};
process.stdout.write(JSON.stringify(result));
