/** The methods of each path. Filled while routes are registered. */
export class RouteTable {
  private readonly methods = new Map<string, Set<string>>();
  /** `Allow` of each path, with and without a slash at the end. */
  private readonly allow = new Map<string, string>();
  /** The registered path of each path without parameters, with and without a slash at the end. */
  private readonly served = new Map<string, string>();
  /** The paths with parameters. */
  private readonly patterns = new Map<string, RegExp>();

  add(method: string, path: string): void {
    const plain = withoutSlash(path);
    if (plain.includes(':')) this.patterns.set(plain, patternFor(plain));
    const known = (this.methods.get(plain) ?? new Set()).add(method);
    this.methods.set(plain, known);
    const allow = [...new Set([...known, 'OPTIONS'])].join(', ');
    for (const one of [path, plain, `${plain}/`]) {
      this.allow.set(one, allow);
      this.served.set(one, plain);
    }
  }

  /** @returns the `Allow` header of a URL; undefined for an unknown path */
  allowOf(url: string): string | undefined {
    return this.allow.get(url) ?? this.allow.get(this.servedPathOf(url) ?? '');
  }

  /** @returns the registered path of a URL, such as `/things/:id`; undefined for an unknown path */
  servedPathOf(url: string): string | undefined {
    return this.served.get(url) ?? this.servedPathIn(withoutSlash(pathOf(url)));
  }

  private servedPathIn(path: string): string | undefined {
    return this.methods.has(path) ? path : this.patternOf(path);
  }

  private patternOf(path: string): string | undefined {
    return [...this.patterns].find(([, pattern]) => pattern.test(path))?.[0];
  }
}

/** A parameter of a path stands for one segment that is not empty. */
const patternFor = (path: string): RegExp => new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`);

/** Returns the unescaped path of a URL, which may have a scheme and host (RFC 9112 §3.2.2). */
function pathOf(url: string): string {
  const [path = ''] = url.replace(/^https?:\/\/[^/?#]*/i, '').split(/[?#]/, 1);
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

/** Returns the path without a slash at the end. */
export const withoutSlash = (path: string): string => path.replace(/(?<=.)\/$/s, '');
