import type { BrowserContext, Page } from 'playwright-core';

/** An entry as the page's own `transcript` property gives it. */
export interface ShownEntry {
  readonly seq: number;
  readonly author: string;
  readonly text: string;
  readonly state: string;
  readonly outcome?: string;
  readonly sources: readonly { readonly title: string; readonly url: string; readonly quote: string }[];
}

/** What a visitor does with the chat page, in their words. */
export class ChatPage {
  private constructor(
    readonly page: Page,
    /** Errors that scripts of the page threw. */
    readonly errors: readonly string[],
  ) {}

  /** Opens the page and waits until it can be written to. */
  static async open(context: BrowserContext, url: string): Promise<ChatPage> {
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(url);
    await page.locator('perchoir-chat .presence[data-status=online]').waitFor({ state: 'attached', timeout: 30_000 });
    return new ChatPage(page, errors);
  }

  /** Types a question and sends it with Enter. */
  async ask(question: string): Promise<void> {
    const box = this.page.locator('perchoir-chat textarea');
    await box.fill(question);
    await box.press('Enter');
  }

  /** Waits until the answer numbered `count`, from 1, is finished, and answers with it and the lengths it was seen to have. */
  async answer(
    count = 1,
    timeoutMs = 90_000,
  ): Promise<{ readonly entry: ShownEntry; readonly lengths: readonly number[] }> {
    const lengths = new Set<number>();
    const deadline = performance.now() + timeoutMs;
    while (performance.now() < deadline) {
      const answers = (await this.transcript()).filter(({ author }) => author === 'bot');
      const entry = answers[count - 1];
      if (entry) lengths.add(entry.text.length);
      if (entry && entry.state !== 'streaming') return { entry, lengths: [...lengths] };
      await this.page.waitForTimeout(40);
    }
    throw new Error(
      `no finished answer after ${timeoutMs / 1_000} s; shown: ${JSON.stringify(await this.transcript()).slice(0, 500)}`,
    );
  }

  /** The entries that the page shows. */
  transcript(): Promise<readonly ShownEntry[]> {
    return this.page
      .locator('perchoir-chat')
      .evaluate((chat) => (chat as unknown as { transcript: ShownEntry[] }).transcript);
  }
}
