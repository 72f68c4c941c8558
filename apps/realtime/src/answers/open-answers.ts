import type { AnswerEngine, AnswerEvent, AnswerRequest } from '../answer';
import { coalesced } from './coalescing';
import type { LanguageModel } from './generation';
import { passageDigest, type Passage } from './passage';
import { groundedPrompt, openPrompt, promptDigest, type Message } from './prompt';
import { sourceOf } from './quotation';
import type { Retrieval } from './retrieval';
import { sentencesOf } from './sentences';

/** Passages that the model sees, and that sources name. */
const SHOWN = 2;
/** Tokens are joined for this long: three times fewer messages, and still faster than anybody reads. */
const PAUSE_MS = 50;

/** Streams what the model writes, unchecked: for bots whose author set grounding to `off`. Pages are given, not enforced. */
export class OpenAnswers implements AnswerEngine {
  constructor(
    private readonly retrieval: Retrieval,
    private readonly model: LanguageModel,
  ) {}

  async *answer(request: AnswerRequest): AsyncIterable<AnswerEvent> {
    const { bot, language, question, signal, resume } = request;
    yield { kind: 'progress', phase: 'searching' };
    const { passages } = await this.retrieval.find({ bot: bot.id, language, question, signal });
    const shown = passages.slice(0, SHOWN);
    const prompt = openPrompt(request.history, groundedPrompt(question, shown, language));
    const begun: Message[] = resume?.text ? [{ role: 'assistant', content: resume.text }] : [];
    yield { kind: 'progress', phase: 'writing' };
    for await (const text of coalesced(this.texts(request, [...prompt, ...begun], begun.length > 0), PAUSE_MS)) {
      yield { kind: 'text', text };
    }
    const provenance = {
      model: this.model.name,
      promptDigest: promptDigest(prompt),
      passageDigests: shown.map(passageDigest),
    };
    yield { kind: 'done', outcome: 'answered', sources: shown.map(opening), provenance };
  }

  private async *texts(request: AnswerRequest, messages: Message[], continues: boolean): AsyncIterable<string> {
    const { bot, conversation, signal } = request;
    for await (const event of this.model.generate({ messages, conversation, bot: bot.id, continues, signal })) {
      if (event.kind === 'text') yield event.text;
    }
  }
}

function opening(passage: Passage) {
  return sourceOf(sentencesOf(passage.text)[0] ?? '', passage);
}
