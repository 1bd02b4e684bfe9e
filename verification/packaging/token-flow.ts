import { deepStrictEqual, strictEqual } from 'node:assert';

/**
 * Obtains a token, refreshes it, and refreshes the consumed token again.
 * @throws when a response is not the expected one
 */
export async function checkTokenFlow(origin: string): Promise<void> {
  strictEqual((await fetch(`${origin}/orders`)).status, 401);
  const first = await pairOf(origin, 'token/', {
    username: 'carol',
    password: 'copper willow stream',
  });
  const second = await pairOf(origin, 'token/refresh/', { refresh: first['refresh'] });
  const headers = { Authorization: `Bearer ${second['access']}` };
  deepStrictEqual(await (await fetch(`${origin}/orders`, { headers })).json(), { of: '7' });
  const again = await post(origin, 'token/refresh/', { refresh: first['refresh'] });
  deepStrictEqual([again.status, again.body['code']], [401, 'token_not_valid']);
}

async function pairOf(origin: string, path: string, sent: object): Promise<Record<string, string>> {
  const { status, body } = await post(origin, path, sent);
  strictEqual(status, 200);
  return body;
}

async function post(origin: string, path: string, sent: object) {
  const headers = { 'Content-Type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(sent) };
  const response = await fetch(`${origin}/api/${path}`, init);
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}
