import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { visit, type VisitorOptions } from './browser';
import { ChatPage } from './chat-page';
import { expectThat, type Check } from './checks';

interface PageOptions {
  /** Address of the chat page. */
  readonly url: string;
  /** Folder for screenshots. */
  readonly pictures: string;
}

const questions = {
  en: 'How many simultaneous users does one realtime server hold?',
  fr: 'Combien d’utilisateurs simultanés un serveur temps réel accepte-t-il ?',
} as const;

/** What a visitor sees: a streamed answer with sources, in both languages, in every look, by keyboard alone. */
export function pageChecks(options: PageOptions): readonly Check[] {
  const looks: readonly VisitorOptions[] = [
    { colours: 'light', width: 'desktop' },
    { colours: 'dark', width: 'phone' },
    { colours: 'dark', width: 'desktop', language: 'fr' },
    { colours: 'light', width: 'phone', language: 'fr' },
  ];
  return [
    ...looks.map((look) => answered(options, look)),
    { sentence: 'the page has no accessibility violation that axe-core can find', run: () => isAccessible(options) },
    {
      sentence: 'an answer is stopped by keyboard alone, and the conversation goes on',
      run: () => isKeyboardUsable(options),
    },
    { sentence: 'a reload shows the conversation as it was', run: () => survivesReload(options) },
    { sentence: 'a message that is too long cannot be sent and says by how much', run: () => refusesLongText(options) },
  ];
}

function answered({ url, pictures }: PageOptions, look: VisitorOptions): Check {
  const { colours, width, language = 'en' } = look;
  return {
    sentence: `a visitor asks and sees a streamed answer with sources (${language}, ${colours}, ${width})`,
    run: () =>
      visit(look, async (context) => {
        const chat = await ChatPage.open(context, url);
        await chat.ask(questions[language]);
        const { entry, lengths } = await chat.answer();
        await chat.page.locator('perchoir-chat details summary').first().click();
        await chat.page.screenshot({ path: join(pictures, `chat-${language}-${colours}-${width}.png`) });
        expectThat(entry.outcome === 'answered', `the outcome is ${entry.outcome}: ${entry.text}`);
        expectThat(entry.sources.length > 0, 'the answer has no sources');
        expectThat(entry.text.includes('150'), `the answer does not hold the fact: ${entry.text}`);
        expectThat(lengths.length > 1, 'the answer came in one piece');
        expectThat(chat.errors.length === 0, `the page threw: ${chat.errors.join('; ')}`);
        return `${entry.text.length} characters in ${lengths.length} looks`;
      }),
  };
}

function isAccessible({ url }: PageOptions): Promise<string> {
  return visit({ colours: 'dark' }, async (context) => {
    const chat = await ChatPage.open(context, url);
    await chat.ask(questions.en);
    await chat.answer();
    await chat.page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
    const violations = await chat.page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
    });
    expectThat(violations.length === 0, violations.join('\n      '));
    return 'all rules of axe-core';
  });
}

function isKeyboardUsable({ url }: PageOptions): Promise<void> {
  return visit({}, async (context) => {
    const chat = await ChatPage.open(context, url);
    await chat.page.locator('perchoir-chat textarea').focus();
    await chat.page.keyboard.type(questions.en);
    await chat.page.keyboard.press('Enter');
    await chat.page.locator('perchoir-chat .stop').waitFor({ timeout: 30_000 });
    await chat.page.keyboard.press('Tab');
    await chat.page.keyboard.press('Enter');
    const { entry } = await chat.answer();
    expectThat(entry.state === 'done', `the stopped answer is ${entry.state}`);
    await chat.ask(questions.en);
    await chat.answer(2);
  });
}

function survivesReload({ url }: PageOptions): Promise<void> {
  return visit({}, async (context) => {
    const chat = await ChatPage.open(context, url);
    await chat.ask(questions.en);
    await chat.answer();
    const before = JSON.stringify(await chat.transcript());
    await chat.page.close();
    const again = await ChatPage.open(context, url);
    await again.answer();
    expectThat(JSON.stringify(await again.transcript()) === before, 'the conversation changed by the reload');
  });
}

function refusesLongText({ url }: PageOptions): Promise<void> {
  return visit({}, async (context) => {
    const chat = await ChatPage.open(context, url);
    await chat.page.locator('perchoir-chat textarea').fill('x'.repeat(4_001));
    await chat.page.locator('perchoir-chat textarea').press('Enter');
    expectThat(await chat.page.locator('perchoir-chat .send').isDisabled(), 'the button still sends');
    expectThat(
      (await chat.page.locator('perchoir-chat .hint').innerText()).includes('1'),
      'the hint does not say by how much',
    );
    expectThat((await chat.transcript()).length === 0, 'something was sent');
  });
}
