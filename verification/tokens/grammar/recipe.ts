import type { IssuedToken, Key } from '../service-state.js';
import { CANONICAL, type Encoding } from './encodings.js';
import { type MemberEdit, type Member, membersOf, writtenMembers } from './members.js';
import type { Signer } from './signers.js';
import type { TextEdit } from './text-edits.js';
import type { TokenEdit } from './token-edits.js';

/** The mutations of a header or payload. */
export interface SegmentRecipe {
  edits: readonly MemberEdit[];
  text: TextEdit | undefined;
  encoding: Encoding;
}

/** The mutations that derive a token from an issued one. */
export interface Recipe {
  base: IssuedToken;
  header: SegmentRecipe;
  claims: SegmentRecipe;
  signer: Signer;
  tokenEdits: readonly TokenEdit[];
  /** The idempotency key of its refresh. */
  key: Key;
}

/** A generated token and its mutations. */
export interface GeneratedToken {
  token: string;
  /** The idempotency key of its refresh. */
  key: Key;
  /** The kinds of its mutations, for the counters. */
  kinds: readonly string[];
  /** A description of its mutations, which fast-check prints in a counterexample. */
  details: readonly string[];
}

export const UNCHANGED: SegmentRecipe = { edits: [], text: undefined, encoding: CANONICAL };

/** The header of issued tokens. */
const HEADER = { alg: 'HS256', typ: 'JWT' };

/** Builds the token. Without mutations it is the issued token, byte for byte. */
export function build(recipe: Recipe): GeneratedToken {
  const { base, header, claims, signer, tokenEdits, key } = recipe;
  const own = base.token.split('.')[2] ?? '';
  const first = segmentOf(membersOf(HEADER), {
    ...header,
    edits: [...signer.header, ...header.edits],
  });
  const input = `${first}.${segmentOf(membersOf(base.claims), claims)}`;
  const signed = `${input}.${signer.sign(input, own)}`;
  const token = tokenEdits.reduce((text, one) => one.apply(text), signed);
  const kinds = token === base.token ? ['unchanged'] : kindsOf(recipe);
  return { token, key, kinds, details: detailsOf(recipe) };
}

function segmentOf(members: readonly Member[], { edits, text, encoding }: SegmentRecipe): string {
  const written = writtenMembers(edits.reduce((edited, one) => one.apply(edited), members));
  return encoding.apply(text?.apply(written) ?? Buffer.from(written));
}

function kindsOf({ header, claims, signer, tokenEdits }: Recipe): string[] {
  const halves = [header, claims].flatMap(({ edits, text, encoding }) => [
    ...edits.map(({ kind }) => kind),
    ...(text === undefined ? [] : [text.kind]),
    ...(encoding === CANONICAL ? [] : [encoding.kind]),
  ]);
  return [...new Set([...halves, signer.kind, ...tokenEdits.map(({ kind }) => kind)])];
}

function detailsOf(recipe: Recipe): string[] {
  const edits = [...recipe.header.edits, ...recipe.claims.edits];
  return [`of an ${recipe.base.type} token`, ...edits.map(({ detail }) => detail)].concat(
    kindsOf(recipe).filter((kind) => !edits.some((one) => one.kind === kind)),
  );
}
