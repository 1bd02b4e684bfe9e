import type { IssuedToken, Key } from '../authority.js';
import { CANONICAL, type Encoding } from './encodings.js';
import { type MemberEdit, type Member, membersOf, writtenMembers } from './members.js';
import type { Signer } from './signers.js';
import type { TextEdit } from './text-edits.js';
import type { TokenEdit } from './token-edits.js';

/** What is done to one half of what is signed. */
export interface HalfRecipe {
  edits: readonly MemberEdit[];
  text: TextEdit | undefined;
  encoding: Encoding;
}

/** How a token is made of one that was issued. */
export interface Recipe {
  base: IssuedToken;
  header: HalfRecipe;
  claims: HalfRecipe;
  signer: Signer;
  whole: readonly TokenEdit[];
  /** What it is refreshed with. */
  key: Key;
}

/** A token, and what was done to make it. */
export interface MadeToken {
  token: string;
  /** What it is refreshed with. */
  key: Key;
  /** What is counted. */
  kinds: readonly string[];
  /** What is read when it was accepted and should not have been. */
  made: readonly string[];
}

export const AS_IT_WAS: HalfRecipe = { edits: [], text: undefined, encoding: CANONICAL };

/** Of every header that we write. */
const HEADER = { alg: 'HS256', typ: 'JWT' };

/** Nothing done at all gives the token that was issued, byte for byte. */
export function prepared(recipe: Recipe): MadeToken {
  const { base, header, claims, signer, whole, key } = recipe;
  const own = base.token.split('.')[2] ?? '';
  const first = halfOf(membersOf(HEADER), {
    ...header,
    edits: [...signer.header, ...header.edits],
  });
  const input = `${first}.${halfOf(membersOf(base.claims), claims)}`;
  const signed = `${input}.${signer.sign(input, own)}`;
  const token = whole.reduce((text, one) => one.apply(text), signed);
  const kinds = token === base.token ? ['nothing'] : kindsOf(recipe);
  return { token, key, kinds, made: detailsOf(recipe) };
}

function halfOf(members: readonly Member[], { edits, text, encoding }: HalfRecipe): string {
  const written = writtenMembers(edits.reduce((edited, one) => one.apply(edited), members));
  return encoding.apply(text?.apply(written) ?? Buffer.from(written));
}

function kindsOf({ header, claims, signer, whole }: Recipe): string[] {
  const halves = [header, claims].flatMap(({ edits, text, encoding }) => [
    ...edits.map(({ kind }) => kind),
    ...(text === undefined ? [] : [text.kind]),
    ...(encoding === CANONICAL ? [] : [encoding.kind]),
  ]);
  return [...new Set([...halves, signer.kind, ...whole.map(({ kind }) => kind)])];
}

function detailsOf(recipe: Recipe): string[] {
  const edits = [...recipe.header.edits, ...recipe.claims.edits];
  return [`of an ${recipe.base.type} token`, ...edits.map(({ detail }) => detail)].concat(
    kindsOf(recipe).filter((kind) => !edits.some((one) => one.kind === kind)),
  );
}
