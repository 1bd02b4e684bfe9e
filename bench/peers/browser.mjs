/**
 * Creates an HTTP client that stores cookies and follows redirects, to log in.
 *
 * @param {string} origin
 */
export function createBrowser(origin) {
  /** @type {Map<string, string>} */
  const cookies = new Map();

  /**
   * @param {string} path
   * @param {object} [json] the body of a POST request
   */
  async function send(path, json) {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(new URL(path, origin), {
      redirect: 'manual',
      headers: { origin, ...(cookie && { cookie }), 'content-type': 'application/json' },
      ...(json && { method: 'POST', body: JSON.stringify(json) }),
    });
    response.headers.getSetCookie().forEach(store);
    return { headers: response.headers, status: response.status, text: await response.text() };
  }

  /** @param {string} cookie */
  function store(cookie) {
    const [, name = '', value = ''] = /^([^=]*)=([^;]*)/.exec(cookie) ?? [];
    if (value === '') cookies.delete(name);
    else cookies.set(name, value);
  }

  /**
   * @param {string} path
   * @returns {Promise<URL>} the first redirect target outside the origin
   */
  async function follow(path) {
    let at = new URL(path, origin);
    for (let redirects = 0; redirects < MAX_REDIRECTS; redirects++) {
      at = targetOf(await send(at.pathname + at.search), at);
      if (at.origin !== origin) return at;
    }
    throw new Error(`${path} redirects too often.`);
  }

  return { send, follow };
}

const MAX_REDIRECTS = 10;

/**
 * Reads a redirect. better-auth sends them as JSON to `fetch`.
 *
 * @param {{ headers: Headers, status: number, text: string }} response
 * @param {URL} from
 */
function targetOf({ headers, status, text }, from) {
  const target = headers.get('location') ?? (text.startsWith('{') && JSON.parse(text).url);
  if (!target) throw new Error(`${from.pathname} responded with ${status}: ${text}`);
  return new URL(target, from);
}
