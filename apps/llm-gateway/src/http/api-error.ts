import { OpenAiError, openAiErrorOf, type CommonErrorCode } from '@perchoir/service/openai-error';
import { Problem } from '@perchoir/service/problem';

/** Every way a request can end badly; `code` of the error, stable for programs. */
export type ErrorCode =
  | CommonErrorCode
  | 'body_timeout'
  | 'model_not_found'
  | 'queue_full'
  | 'queue_timeout'
  | 'loading_timeout'
  | 'connect_timeout'
  | 'first_token_timeout'
  | 'between_tokens_timeout'
  | 'total_timeout'
  | 'client_too_slow'
  | 'replica_lost'
  | 'replica_error'
  | 'shutting_down'
  | 'internal';

/** A refusal or failure of the gateway. */
export type ApiError = OpenAiError<ErrorCode>;
export const ApiError = OpenAiError<ErrorCode>;

/** What a thrown value means for the caller. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof Problem) return openAiErrorOf(error);
  return new ApiError(500, 'internal', { message: 'The gateway failed; its log has the reason.', cause: error });
}
