/** What of a chunk of llama-server's stream matters here. Everything is optional: chunks differ. */
export interface CompletionChunk {
  readonly choices?: readonly {
    readonly delta?: { readonly content?: string | null };
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: { readonly prompt_tokens?: number; readonly completion_tokens?: number };
  readonly timings?: {
    /** Prompt tokens taken from the slot's memory. */
    readonly cache_n?: number;
    /** Prompt tokens that were read, and how long that took. */
    readonly prompt_n?: number;
    readonly prompt_ms?: number;
  };
  readonly error?: ServerError;
}

export interface ServerError {
  readonly message?: string;
  readonly type?: string;
  readonly n_prompt_tokens?: number;
  readonly n_ctx?: number;
}
