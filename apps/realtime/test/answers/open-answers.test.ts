import { OpenAnswers } from '../../src/answers/open-answers';
import { FixedRetrieval, ScriptedModel, THRESHOLDS, collected, passage, request } from './fixtures';

const retrieval = new FixedRetrieval({ passages: [passage('Kiwis live in forests.')], thresholds: THRESHOLDS });

test('everything the model writes is given out, in fewer pieces than it has tokens', async () => {
  const said = 'Penguins swim and sing and dance and sleep.';
  const { events, text, done } = await collected(
    new OpenAnswers(retrieval, new ScriptedModel([said])).answer(request('Hi?')),
  );
  expect(text).toBe(said);
  expect(events.filter(({ kind }) => kind === 'text').length).toBeLessThan(said.split(' ').length);
  expect(done).toMatchObject({ outcome: 'answered', provenance: { model: 'scripted' } });
});

test('a begun answer is gone on with by the model', async () => {
  const model = new ScriptedModel([' and sing.']);
  await collected(new OpenAnswers(retrieval, model).answer(request('Hi?', { resume: { text: 'Penguins swim' } })));
  expect(model.requests[0]?.continues).toBe(true);
  expect(model.requests[0]?.messages.at(-1)).toEqual({ role: 'assistant', content: 'Penguins swim' });
});
