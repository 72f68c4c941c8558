/** Stops what the setup started; does nothing when it started nothing. */
export default async function stopTestPostgres(): Promise<void> {
  await globalThis.stopTestPostgres?.();
}
