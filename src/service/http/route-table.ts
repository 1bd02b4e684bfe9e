/** Which methods each path answers. Filled while routes are registered. */
export class RouteTable {
  private readonly methods = new Map<string, Set<string>>();

  add(method: string, path: string): void {
    const known = this.methods.get(withoutSlash(path)) ?? new Set();
    this.methods.set(withoutSlash(path), known.add(method));
  }

  /** For the `Allow` header. @returns undefined for a path that nobody serves */
  allowOf(url: string): string | undefined {
    const known = this.methods.get(withoutSlash(pathOf(url)));
    return known && [...new Set([...known, 'OPTIONS'])].join(', ');
  }

  /** The path that a URL asks for. @returns undefined for a path that nobody serves */
  servedPathOf(url: string): string | undefined {
    const path = withoutSlash(pathOf(url));
    return this.methods.has(path) ? path : undefined;
  }
}

/** As the router reads a URL: without a scheme and host in front (RFC 9112 §3.2.2), and unescaped. */
export function pathOf(url: string): string {
  const [path = ''] = url.replace(/^https?:\/\/[^/?#]*/i, '').split(/[?#]/, 1);
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

const withoutSlash = (path: string): string => path.replace(/(?<=.)\/$/, '');
