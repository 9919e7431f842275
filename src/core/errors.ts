// The error that bears a code. What each code means to a person stands in `error-words.ts`, which a page fetches when something is wrong.

/** A bug or a broken promise, with a stable kebab-case code. Expected outcomes are values, not errors. */
export class PredawnError extends Error {
  readonly code: string;
  constructor(code: string, options?: { readonly cause?: unknown; readonly detail?: string }) {
    super(
      options?.detail === undefined ? code : `${code}: ${options.detail}`,
      options?.cause === undefined ? {} : { cause: options.cause },
    );
    this.name = 'PredawnError';
    this.code = code;
  }
}

/** The code of anything that was thrown; `unexpected` where it bears none. */
export function codeOf(error: unknown): string {
  return error instanceof PredawnError ? error.code : 'unexpected';
}
