/** `/pair/words.js`: made by the gateway from the protocol's own source when it is asked for. */

/** One word for each value of a byte. */
export const WORDS: readonly string[];

/** How many words a fingerprint is shown by. */
export const SHORT_WORDS: number;

/** What every pairing string begins with. */
export const PREFIX: string;

/** The id of the Tabrelay extension, the same in every browser. */
export const EXTENSION_ID: string;
