/** What `node stack/bootstrap.mjs <verb>` runs: gets the arguments after the verb, resolves with the exit code. */
export type Verb = (args: readonly string[]) => Promise<number>;
