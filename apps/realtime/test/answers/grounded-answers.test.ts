import fc from 'fast-check';
import { AnswerFailed } from '../../src/answer';
import { GroundedAnswers } from '../../src/answers/grounded-answers';
import { BOT, FixedRetrieval, ScriptedModel, THRESHOLDS, collected, passage, request } from './fixtures';

const QUESTION = 'How many eggs does a kiwi lay?';
const FACT = 'A kiwi lays one egg or two eggs a season.';
const known = { passages: [passage(`Kiwis live in forests. ${FACT}`)], thresholds: THRESHOLDS };

describe('an answer that the pages hold', () => {
  test('begins with the words of the page and names the page', async () => {
    const engine = new GroundedAnswers(new FixedRetrieval(known), new ScriptedModel([]));
    const { text, done } = await collected(engine.answer(request(QUESTION)));
    expect(text).toBe(`“${FACT}” — Birds`);
    expect(done).toMatchObject({ outcome: 'answered', sources: [{ url: 'docs/birds.md' }] });
    expect(done?.sources[0]?.quote).toContain(FACT);
  });

  test('goes on with the sentences of the model that the page supports, and no others', async () => {
    const model = new ScriptedModel(['Kiwis live in forests. ', 'A kiwi lays 12 eggs in the desert. ']);
    const { text } = await collected(new GroundedAnswers(new FixedRetrieval(known), model).answer(request(QUESTION)));
    expect(text).toBe(`“${FACT}” — Birds\n\nKiwis live in forests.`);
  });

  test('frees the slot of a model that strays', async () => {
    const stray = 'Penguins swim in cold water. Ostriches run in hot sand. Gulls fly over harbours. ';
    const model = new ScriptedModel([stray, new Error('read on')]);
    const { done } = await collected(new GroundedAnswers(new FixedRetrieval(known), model).answer(request(QUESTION)));
    expect(done?.outcome).toBe('answered');
  });

  test('stands as a quote alone when the model is not to be had, and says that no model wrote it', async () => {
    const engine = new GroundedAnswers(new FixedRetrieval(known), new ScriptedModel([new AnswerFailed('503')]));
    const { text, done } = await collected(engine.answer(request(QUESTION)));
    expect(text).toBe(`“${FACT}” — Birds`);
    expect(done).toMatchObject({ outcome: 'answered', provenance: { model: null, promptDigest: null } });
  });

  test('tells the place in the queue while the model is busy', async () => {
    const model = new ScriptedModel([{ kind: 'queued', position: 3 }]);
    const { events } = await collected(new GroundedAnswers(new FixedRetrieval(known), model).answer(request(QUESTION)));
    expect(events).toContainEqual({ kind: 'progress', phase: 'queued', position: 3 });
  });

  test('is the same text wherever another pod takes over', async () => {
    const model = () => new ScriptedModel(['Kiwis live in forests. ']);
    const engine = () => new GroundedAnswers(new FixedRetrieval(known), model());
    const { text: whole } = await collected(engine().answer(request(QUESTION)));
    // Cuts fall between two pieces, or inside one, but not in its first letters.
    const cuts = fc
      .integer({ min: 0, max: whole.length })
      .filter((cut) => cut <= whole.length - 22 || cut > whole.length - 13);
    await fc.assert(
      fc.asyncProperty(cuts, async (cut) => {
        const resumed = request(QUESTION, { resume: { text: whole.slice(0, cut) } });
        const { text } = await collected(engine().answer(resumed));
        expect(whole.slice(0, cut) + text).toBe(whole);
      }),
    );
  });

  test('ends at once when it is aborted', async () => {
    const controller = new AbortController();
    const model = new ScriptedModel(['Kiwis live in forests. '.repeat(50)]);
    const answer = new GroundedAnswers(new FixedRetrieval(known), model).answer(
      request(QUESTION, { signal: controller.signal }),
    );
    const reading = (async () => {
      for await (const event of answer) if (event.kind === 'text') controller.abort(new Error('stopped'));
    })();
    await expect(reading).rejects.toThrow('stopped');
  });

  test('is quoted from a page of another language with that language named', async () => {
    const french = passage('Le kiwi Apteryx pond 2 œufs par saison.', {
      language: 'fr',
      title: 'Oiseaux',
      heading: 'Oiseaux',
    });
    const retrieval = new FixedRetrieval({ passages: [french], thresholds: THRESHOLDS });
    const engine = new GroundedAnswers(retrieval, new ScriptedModel([]));
    const { text } = await collected(engine.answer(request('How many eggs does the Apteryx lay?')));
    expect(text).toBe('“Le kiwi Apteryx pond 2 œufs par saison.” — Oiseaux (in French)');
  });

  test('looks for the earlier question too when the new one leans on it', async () => {
    const retrieval = new FixedRetrieval(known);
    const history = [{ author: 'visitor', text: 'Where do kiwis live?' } as const];
    await collected(
      new GroundedAnswers(retrieval, new ScriptedModel([])).answer(request('And how many are they?', { history })),
    );
    expect(retrieval.asked).toEqual(['Where do kiwis live? And how many are they?']);
  });
});

describe('a near miss', () => {
  const question = 'What does the egg of a kiwi cost?';

  test('gets quotes only, after a sentence that says so, and never the model', async () => {
    const model = new ScriptedModel(['It costs 5 dollars.']);
    const { text, done } = await collected(
      new GroundedAnswers(new FixedRetrieval(known), model).answer(request(question)),
    );
    expect(text).toBe(`Nothing here answers this; the nearest passages:\n\n“Kiwis live in forests. ${FACT}” — Birds`);
    expect(done?.outcome).toBe('related');
    expect(model.requests).toHaveLength(0);
  });
});

describe('a question off the topic', () => {
  const far = [passage(FACT, { cosine: 0.8, share: 0.1, heading: 'Birds › Eggs' })];

  test('is refused with the nearest topics and without the model', async () => {
    const model = new ScriptedModel(['Paris.']);
    const retrieval = new FixedRetrieval({ passages: far, thresholds: THRESHOLDS });
    const { text, done } = await collected(
      new GroundedAnswers(retrieval, model).answer(request('Who invented the telephone?')),
    );
    expect(text).toContain("I don't know");
    expect(text).toContain('- Birds › Eggs');
    expect(done).toMatchObject({ outcome: 'refused', sources: [], provenance: { model: null } });
    expect(model.requests).toHaveLength(0);
  });

  test('is refused by a bot that was never calibrated', async () => {
    const retrieval = new FixedRetrieval({ passages: known.passages });
    const { done } = await collected(new GroundedAnswers(retrieval, new ScriptedModel([])).answer(request(QUESTION)));
    expect(done?.outcome).toBe('refused');
  });
});

test.each([
  ['a greeting is greeted', 'Hello!', BOT.greeting['en']],
  ['thanks are taken', 'Thank you very much', 'You are welcome. Ask me another question whenever you like.'],
  ['who leaves is let go', 'bye', 'Goodbye!'],
])('%s, and neither is refused', async (_, message, reply) => {
  const retrieval = new FixedRetrieval(known);
  const engine = new GroundedAnswers(retrieval, new ScriptedModel([]));
  const { text, done } = await collected(engine.answer(request(message)));
  expect(text).toBe(reply);
  expect(done).not.toHaveProperty('outcome');
  expect(retrieval.asked).toEqual([]);
});
