/** What a parser of a setting's text answers. Problems are for people and never repeat the text (it may be a secret). */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: string };

/** Turns a setting's text into its value. `form` tells the reader what is accepted. */
export interface SettingParser<T> {
  readonly form: string;
  parse(text: string): Parsed<T>;
}

export function good<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function bad(problem: string): { readonly ok: false; readonly problem: string } {
  return { ok: false, problem };
}
