/** Remembers a visitor's token between visits. Browsers that forbid storage get a conversation for this page only. */
export interface Memory {
  token(): string | undefined;
  keep(token: string): void;
  forget(): void;
}

/** Keeps the token of one bot in the browser's local storage. */
export function browserMemory(bot: string, storage: () => Storage = () => window.localStorage): Memory {
  const key = `perchoir:${bot}:token`;
  const tolerant = <T>(use: (storage: Storage) => T): T | undefined => {
    try {
      return use(storage());
    } catch {
      return undefined;
    }
  };
  return {
    token: () => tolerant((items) => items.getItem(key)) ?? undefined,
    keep: (token) => tolerant((items) => items.setItem(key, token)),
    forget: () => tolerant((items) => items.removeItem(key)),
  };
}
