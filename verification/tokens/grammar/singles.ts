import type { Corpus } from '../service-state.js';
import { CLAIM_EDITS } from './claim-edits.js';
import { ENCODINGS } from './encodings.js';
import { HEADER_EDITS } from './header-edits.js';
import type { MemberEdit } from './members.js';
import { signing } from './misissued.js';
import {
  UNCHANGED,
  type SegmentRecipe,
  type GeneratedToken,
  build,
  type Recipe,
} from './recipe.js';
import { KEPT, knownSigners, type Signer } from './signers.js';
import { TEXT_EDITS } from './text-edits.js';
import { TOKEN_EDITS } from './token-edits.js';

const segmentRecipesOf = (edits: readonly MemberEdit[]): SegmentRecipe[] => [
  ...edits.map((edit) => ({ ...UNCHANGED, edits: [edit] })),
  ...TEXT_EDITS.map((text) => ({ ...UNCHANGED, text })),
  ...ENCODINGS.map((encoding) => ({ ...UNCHANGED, encoding })),
];

const HEADERS = segmentRecipesOf(HEADER_EDITS);
const CLAIMS = segmentRecipesOf(CLAIM_EDITS);

/** Returns every issued token, with every key. */
const untouched = ({ issued, inactive, keys }: Corpus, signer: Signer): GeneratedToken[] =>
  [...issued, ...inactive].flatMap((base) =>
    keys.map((key) => build({ ...UNTOUCHED, base, signer, key })),
  );

const UNTOUCHED = { header: UNCHANGED, claims: UNCHANGED, tokenEdits: [] } as const;

/**
 * Returns a token for each named mutation alone. The current tokens and the keys alternate.
 */
function singlesBy(corpus: Corpus, signer: Signer, more: readonly Partial<Recipe>[]) {
  const changes: readonly Partial<Recipe>[] = [
    ...HEADERS.map((header) => ({ header })),
    ...CLAIMS.map((claims) => ({ claims })),
    ...more,
  ];
  const { issued, keys } = corpus;
  const generated = changes.map((change, index): GeneratedToken => {
    const base = issued[index % issued.length]!;
    const key = keys[Math.floor(index / issued.length) % keys.length];
    return build({ ...UNTOUCHED, base, signer, key, ...change });
  });
  return [...untouched(corpus, signer), ...generated];
}

export const forgedSingles = (corpus: Corpus): GeneratedToken[] =>
  singlesBy(corpus, KEPT, [
    ...knownSigners(corpus).map((signer) => ({ signer })),
    ...TOKEN_EDITS.map((edit) => ({ tokenEdits: [edit] })),
  ]);

export const misissuedSingles = (corpus: Corpus): GeneratedToken[] =>
  singlesBy(corpus, signing(corpus.secrets[0], 0), []);
