/** With `COOKIE_DOMAIN` the name is `__Secure-keyturn-access`. */
const ACCESS_COOKIE = '__Host-Http-keyturn-access';

export type Loaded<T> = { needsRefresh: false; data: T } | { needsRefresh: true };

/**
 * Loads the data of a page on the server. Forwards the access cookie alone, and never refreshes.
 *
 * @param api such as `http://127.0.0.1:3000/api`
 * @param cookies the `Cookie` header of the browser's request
 */
export async function loadFromApi<T>(
  api: string,
  cookies: string | null | undefined,
  path: string,
): Promise<Loaded<T>> {
  const access = cookies?.split(/; */).find((cookie) => cookie.startsWith(`${ACCESS_COOKIE}=`));
  if (access === undefined) return { needsRefresh: true };
  const response = await fetch(api + path, { headers: { Cookie: access }, cache: 'no-store' });
  if (response.status === 401) return { needsRefresh: true };
  if (!response.ok) throw new Error(`The API responded with status ${response.status}.`);
  return { needsRefresh: false, data: (await response.json()) as T };
}
