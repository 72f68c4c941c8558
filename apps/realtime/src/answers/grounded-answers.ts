import {
  AnswerFailed,
  type AnswerEngine,
  type AnswerEvent,
  type AnswerRequest,
  type Outcome,
  type Provenance,
} from '../answer';
import type { Place } from './fit-gate';
import type { LanguageModel } from './generation';
import { passageDigest, type Passage } from './passage';
import { groundedPrompt, promptDigest, type Message } from './prompt';
import { readQuestion, type Question } from './question';
import { quotation, refusal, relatedQuotes, sourceOf } from './quotation';
import { ReleasedText } from './released-text';
import type { Retrieval } from './retrieval';
import { isSupported } from './sentence-check';
import { SentenceStream } from './sentence-stream';
import { judge } from './verdict';
import { wordingOf } from './wording/wording';

/** Passages that the model sees, and that sources name. */
const CITED = 4;
/** A model that strays does not come back: its slot is freed for somebody else, and the visitor waits no longer. */
const MOST_WITHHELD = 1;
/** Longest wait for the model, its queue included; by then the quote has been on the page for long. */
const WRITING_MS = 90_000;

/**
 * Answers from the bot's pages or not at all.
 *
 * An answer begins with the words of the page that hold the fact, which are there in an instant; sentences of the model
 * follow, each checked against the passages before it is released. When the model is not to be had, the quote stands
 * alone: a true answer without comment is better than an error, and retrying would give the same quote.
 */
export class GroundedAnswers implements AnswerEngine {
  constructor(
    private readonly retrieval: Retrieval,
    private readonly model: LanguageModel,
  ) {}

  async *answer(request: AnswerRequest): AsyncIterable<AnswerEvent> {
    const { bot, language, signal } = request;
    const released = new ReleasedText(request.resume?.text);
    const courtesy = courtesyFor(request);
    if (courtesy !== undefined) {
      yield* fixed(released, courtesy);
      return yield ended(undefined, []);
    }
    yield { kind: 'progress', phase: 'searching' };
    const question = readQuestion(request.question, language, previousQuestion(request));
    const query = { bot: bot.id, language, question: question.text, signal };
    const verdict = await judge(question, query, this.retrieval);
    switch (verdict.kind) {
      case 'answerable':
        return yield* this.written({ request, question, places: verdict.places, released });
      case 'related': {
        const { text, sources } = relatedQuotes(verdict.passages, language);
        yield* fixed(released, text);
        return yield { ...ended('related', verdict.passages), sources };
      }
      case 'unknown':
        yield* fixed(released, refusal(verdict.passages, language));
        return yield ended('refused', []);
    }
  }

  private async *written({ request, question, places, released }: Writing): AsyncIterable<AnswerEvent> {
    const cited = bestOfEachPassage(places).slice(0, CITED);
    const passages = cited.map(({ passage }) => passage);
    const [best] = cited;
    if (best) yield* fixed(released, quotation(best.text, best.passage, request.language));
    const messages = groundedPrompt(question.text, passages, request.language);
    const isWritten = yield* this.comment({ request, messages, passages, released });
    const sources = cited.map(({ text, passage }) => sourceOf(text, passage));
    yield {
      ...ended('answered', passages, isWritten ? { model: this.model.name, messages } : undefined),
      sources,
    };
  }

  /** The model's sentences that the passages support. Returns whether the model could be asked. */
  private async *comment(comment: Comment): AsyncGenerator<AnswerEvent, boolean> {
    const { request, messages } = comment;
    const { bot, conversation } = request;
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(WRITING_MS)]);
    const stream = new SentenceStream();
    let withheld = 0;
    yield { kind: 'progress', phase: 'writing' };
    try {
      for await (const event of this.model.generate({ messages, conversation, bot: bot.id, signal })) {
        if (event.kind === 'queued') yield { ...event, kind: 'progress', phase: 'queued' };
        else withheld += yield* supportedSentences(comment, stream.push(event.text));
        if (withheld >= MOST_WITHHELD) return true;
      }
      yield* supportedSentences(comment, stream.end());
      return true;
    } catch (error) {
      request.signal.throwIfAborted();
      if (error instanceof AnswerFailed || signal.aborted) return false;
      throw error;
    }
  }
}

interface Writing {
  readonly request: AnswerRequest;
  readonly question: Question;
  readonly places: readonly Place[];
  readonly released: ReleasedText;
}

interface Comment {
  readonly request: AnswerRequest;
  readonly messages: readonly Message[];
  readonly passages: readonly Passage[];
  readonly released: ReleasedText;
}

function* fixed(released: ReleasedText, text: string): Iterable<AnswerEvent> {
  const missing = released.missing(text);
  if (missing) yield { kind: 'text', text: missing };
}

/** Releases what the passages support; returns how many sentences they do not. The first stands apart from the quote. */
function* supportedSentences(
  { request, passages, released }: Comment,
  sentences: readonly string[],
): Generator<AnswerEvent, number> {
  const supported = sentences.filter((sentence) => isSupported(sentence, passages, request.language));
  for (const sentence of supported) {
    const piece = released.added(sentence);
    if (piece) yield { kind: 'text', text: piece };
  }
  return sentences.length - supported.length;
}

function ended(
  outcome: Outcome | undefined,
  passages: readonly Passage[],
  written?: { readonly model: string; readonly messages: readonly Message[] },
): Extract<AnswerEvent, { kind: 'done' }> {
  const provenance: Provenance = {
    model: written?.model ?? null,
    promptDigest: written ? promptDigest(written.messages) : null,
    passageDigests: passages.map(passageDigest),
  };
  return { kind: 'done', ...(outcome ? { outcome } : {}), sources: [], provenance };
}

/** What is said to a message that asks nothing. */
function courtesyFor({ bot, language, question }: AnswerRequest): string | undefined {
  const { courtesy, youAreWelcome, goodbye } = wordingOf(language);
  const message = question.trim();
  if (courtesy.thanks.test(message)) return youAreWelcome;
  if (courtesy.farewell.test(message)) return goodbye;
  return courtesy.greeting.test(message) ? bot.greeting[language] : undefined;
}

function bestOfEachPassage(places: readonly Place[]): Place[] {
  return places.filter(
    ({ passage }, index) => places.findIndex((place) => place.passage.chunk === passage.chunk) === index,
  );
}

function previousQuestion({ history }: AnswerRequest): string | undefined {
  return history.findLast(({ author }) => author === 'visitor')?.text;
}
