/** A member of a JSON object, both halves as they are written: doubles and escapes are possible. */
export type Member = readonly [name: string, value: string];

/** Something done to the members of a header or of claims. */
export interface MemberEdit {
  /** What is counted. */
  kind: string;
  /** What exactly was done. */
  detail: string;
  apply(members: readonly Member[]): readonly Member[];
}

export const membersOf = (value: object): Member[] =>
  Object.entries(value).map(([name, one]) => [JSON.stringify(name), JSON.stringify(one)]);

export const writtenMembers = (members: readonly Member[]): string =>
  `{${members.map(([name, value]) => `${name}:${value}`).join(',')}}`;

/** @param value JSON, or what looks like it */
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

/** A second member of a name, in front of all others or behind them. */
export function doubling(kind: string, name: string, value: string, first: boolean): MemberEdit {
  const double: Member = [JSON.stringify(name), value];
  return {
    kind: `${kind} doubled`,
    detail: `${name} twice, ${first ? 'first' : 'last'} ${value.slice(0, 80)}`,
    apply: (members) => (first ? [double, ...members] : [...members, double]),
  };
}

/** A name in escapes is the same name (RFC 8259 §8.3). */
export function escaping(kind: string, name: string, value: string): MemberEdit {
  const hex = (one: string) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return {
    kind: `${kind} name escaped`,
    detail: `${name} in escapes: ${value.slice(0, 80)}`,
    apply: (members) => [...members, [`"${name.replaceAll(/./g, hex)}"`, value]],
  };
}

/** The value that a member has, written in another way. */
export function respelling(
  kind: string,
  name: string,
  how: string,
  spell: (value: unknown) => unknown,
): MemberEdit {
  const quoted = JSON.stringify(name);
  const respelt = ([known, value]: Member): Member =>
    known === quoted ? [known, spelt(value)] : [known, value];
  // What another edit has nested thousands deep has no text in JavaScript, and stays.
  const spelt = (value: string): string => {
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

/** What was edited before need not be JSON. */
function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
