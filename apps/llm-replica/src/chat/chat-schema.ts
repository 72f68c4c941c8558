/** Most messages, stop texts and characters of a stop text in one request. */
const MOST_MESSAGES = 1_024;
const MOST_STOPS = 8;
const MOST_STOP_CHARACTERS = 256;

const content = {
  oneOf: [
    { type: 'string' },
    {
      type: 'array',
      minItems: 1,
      maxItems: 64,
      items: {
        type: 'object',
        required: ['type', 'text'],
        properties: { type: { enum: ['text'] }, text: { type: 'string' } },
      },
    },
  ],
};

const message = {
  type: 'object',
  required: ['role', 'content'],
  properties: { role: { enum: ['system', 'developer', 'user', 'assistant'] }, content, prefix: { type: 'boolean' } },
};

const stop = {
  oneOf: [
    { type: 'null' },
    { type: 'string', minLength: 1, maxLength: MOST_STOP_CHARACTERS },
    {
      type: 'array',
      maxItems: MOST_STOPS,
      items: { type: 'string', minLength: 1, maxLength: MOST_STOP_CHARACTERS },
    },
  ],
};

const optionalNumber = (minimum: number, maximum: number) => ({ type: 'number', nullable: true, minimum, maximum });
const optionalCount = { type: 'integer', nullable: true, minimum: 1 };
const optionalFlag = { type: 'boolean', nullable: true };
/** Fields that would change the answer in ways this service cannot honour: refused rather than ignored. */
const unsupported = { not: {} };

/** JSON Schema of a chat completion request; fields that it does not name are accepted and ignored. */
export const chatSchema = {
  type: 'object',
  required: ['model', 'messages'],
  properties: {
    model: { type: 'string', minLength: 1, maxLength: 128 },
    messages: { type: 'array', minItems: 1, maxItems: MOST_MESSAGES, items: message },
    stream: optionalFlag,
    stream_options: {
      type: 'object',
      nullable: true,
      properties: { include_usage: { type: 'boolean' } },
    },
    max_tokens: optionalCount,
    max_completion_tokens: optionalCount,
    temperature: optionalNumber(0, 2),
    top_p: optionalNumber(0, 1),
    seed: { type: 'integer', nullable: true, minimum: 0, maximum: 4_294_967_295 },
    repeat_penalty: optionalNumber(1, 2),
    presence_penalty: optionalNumber(-2, 2),
    frequency_penalty: optionalNumber(-2, 2),
    stop,
    n: { enum: [1, null] },
    continue_final_message: optionalFlag,
    add_generation_prompt: optionalFlag,
    tools: unsupported,
    functions: unsupported,
    logprobs: { enum: [false, null] },
    response_format: {
      type: 'object',
      nullable: true,
      properties: { type: { enum: ['text'] } },
    },
  },
};
