/** Which methods each path answers. Filled while routes are registered. */
export class RouteTable {
  private readonly methods = new Map<string, Set<string>>();
  /** `Allow` of each path, as it was registered and without the slash at its end. */
  private readonly allow = new Map<string, string>();

  add(method: string, path: string): void {
    const plain = withoutSlash(path);
    const known = (this.methods.get(plain) ?? new Set()).add(method);
    this.methods.set(plain, known);
    const allow = [...new Set([...known, 'OPTIONS'])].join(', ');
    for (const one of [path, plain, `${plain}/`]) this.allow.set(one, allow);
  }

  /** For the `Allow` header of every answer. @returns undefined for a path that nobody serves */
  allowOf(url: string): string | undefined {
    return this.allow.get(url) ?? this.allow.get(this.servedPathOf(url) ?? '');
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
