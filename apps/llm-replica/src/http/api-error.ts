import { OpenAiError, openAiErrorOf, type CommonErrorCode } from '@perchoir/service/openai-error';
import { Problem } from '@perchoir/service/problem';
import { PromptTooLong } from '../engines/engine';

/** Every way a request can end badly; `code` of the error, stable for programs. */
export type ErrorCode =
  | CommonErrorCode
  | 'context_length_exceeded'
  | 'model_not_found'
  | 'not_allowed'
  | 'slots_full'
  | 'draining'
  | 'stopping'
  | 'engine_failed';

/** A refusal or failure of the replica. */
export type ApiError = OpenAiError<ErrorCode>;
export const ApiError = OpenAiError<ErrorCode>;

/** What a thrown value means for the caller. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof Problem) return openAiErrorOf(error);
  if (error instanceof PromptTooLong) {
    return new ApiError(400, 'context_length_exceeded', { message: sentence(error.message), param: 'messages' });
  }
  return new ApiError(500, 'engine_failed', { message: 'The engine failed; the log has the reason.', cause: error });
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
