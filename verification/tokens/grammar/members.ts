/** A member of a JSON object as raw JSON, which allows duplicates and escapes. */
export type Member = readonly [name: string, value: string];

/** An edit of the members of a header or payload. */
export interface MemberEdit {
  /** The kind of mutation, for the counters. */
  kind: string;
  /** A description of the edit. */
  detail: string;
  apply(members: readonly Member[]): readonly Member[];
}

export const membersOf = (value: object): Member[] =>
  Object.entries(value).map(([name, one]) => [JSON.stringify(name), JSON.stringify(one)]);

export const writtenMembers = (members: readonly Member[]): string =>
  `{${members.map(([name, value]) => `${name}:${value}`).join(',')}}`;

/** @param value JSON, valid or not */
export function replacing(kind: string, name: string, value: string): MemberEdit {
  const quoted = JSON.stringify(name);
  const replaced: Member = [quoted, value];
  return {
    kind: `${kind} ${name}`,
    detail: `${name}: ${value.slice(0, 80)}`,
    apply: (members) =>
      members.some(([known]) => known === quoted)
        ? members.map((one) => (one[0] === quoted ? replaced : one))
        : [...members, replaced],
  };
}

export function removing(kind: string, name: string): MemberEdit {
  const quoted = JSON.stringify(name);
  return {
    kind: `${kind} ${name}`,
    detail: `no ${name}`,
    apply: (members) => members.filter(([known]) => known !== quoted),
  };
}

/** Adds a second member of the same name, before or after all others. */
export function doubling(kind: string, name: string, value: string, first: boolean): MemberEdit {
  const double: Member = [JSON.stringify(name), value];
  return {
    kind: `${kind} doubled`,
    detail: `${name} twice, ${first ? 'first' : 'last'} ${value.slice(0, 80)}`,
    apply: (members) => (first ? [double, ...members] : [...members, double]),
  };
}

/** Adds a member whose name is escaped: it is the same name (RFC 8259 §8.3). */
export function escaping(kind: string, name: string, value: string): MemberEdit {
  const hex = (one: string) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return {
    kind: `${kind} name escaped`,
    detail: `${name} in escapes: ${value.slice(0, 80)}`,
    apply: (members) => [...members, [`"${name.replaceAll(/./g, hex)}"`, value]],
  };
}

/** Rewrites the value of a member. */
export function respelling(
  kind: string,
  name: string,
  how: string,
  spell: (value: unknown) => unknown,
): MemberEdit {
  const quoted = JSON.stringify(name);
  const respelt = ([known, value]: Member): Member =>
    known === quoted ? [known, byHash(value)] : [known, value];
  // JSON.stringify throws a RangeError for a value that another edit has nested thousands deep.
  const byHash = (value: string): string => {
    try {
      return JSON.stringify(spell(parsedOr(value)));
    } catch (error) {
      if (error instanceof RangeError) return value;
      throw error;
    }
  };
  return {
    kind: `${kind} ${name}`,
    detail: `${name} ${how}`,
    apply: (members) => members.map(respelt),
  };
}

/** Returns the text itself when an earlier edit made it invalid JSON. */
function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
