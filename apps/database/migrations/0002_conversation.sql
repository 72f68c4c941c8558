-- The log of conversations: the truth that every client resumes from. Written by realtime alone.

CREATE SCHEMA conversation;

CREATE TABLE conversation.conversations (
  id uuid PRIMARY KEY,
  -- No reference to published.bots: a conversation outlives the bot it was held with.
  bot uuid NOT NULL,
  visitor uuid NOT NULL,
  language text NOT NULL CHECK (language ~ '^[a-z]{2,3}$'),
  -- Sequence number of the newest entry; taking the next one locks this row and so orders the writers.
  last_seq integer NOT NULL DEFAULT 0 CHECK (last_seq >= 0),
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX conversations_by_bot ON conversation.conversations (bot, created_at DESC);

CREATE TABLE conversation.entries (
  conversation uuid NOT NULL REFERENCES conversation.conversations ON DELETE CASCADE,
  seq integer NOT NULL CHECK (seq > 0),
  -- Chosen by the sender, so that sending again does not write again.
  client_id uuid,
  author text NOT NULL CHECK (author IN ('visitor', 'bot', 'operator', 'system')),
  text text NOT NULL,
  state text NOT NULL CHECK (state IN ('streaming', 'done', 'failed')),
  outcome text CHECK (outcome IN ('answered', 'related', 'refused')),
  sources jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(sources) = 'array'),
  -- Model, prompt and passage digests of an answer.
  provenance jsonb CHECK (jsonb_typeof(provenance) = 'object'),
  reply_to integer CHECK (reply_to < seq),
  rating smallint CHECK (rating IN (-1, 1)),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (conversation, seq),
  UNIQUE (conversation, client_id),
  FOREIGN KEY (conversation, reply_to) REFERENCES conversation.entries (conversation, seq) ON DELETE CASCADE,
  CONSTRAINT text_is_bounded CHECK (char_length(text) <= CASE author WHEN 'bot' THEN 65536 ELSE 4000 END),
  CONSTRAINT visitors_say_something CHECK (author <> 'visitor' OR text <> ''),
  CONSTRAINT only_bots_stream CHECK (author = 'bot' OR state = 'done'),
  CONSTRAINT only_bots_have_outcomes CHECK (author = 'bot' OR (outcome IS NULL AND provenance IS NULL)),
  CONSTRAINT only_finished_answers_are_rated CHECK (rating IS NULL OR (author = 'bot' AND state <> 'streaming')),
  CONSTRAINT bots_reply CHECK (author <> 'bot' OR reply_to IS NOT NULL)
);

-- Answers that run, or whose pod died: few at any time.
CREATE INDEX entries_streaming ON conversation.entries (conversation, seq) WHERE state = 'streaming';

-- Who writes a streaming answer. A lease that expired is taken over with the next epoch, and every write of its holder
-- names its epoch, so that one who was thought dead and comes back writes nothing.
CREATE TABLE conversation.answer_leases (
  conversation uuid NOT NULL,
  seq integer NOT NULL,
  holder text NOT NULL CHECK (holder <> ''),
  epoch integer NOT NULL CHECK (epoch > 0),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (conversation, seq),
  FOREIGN KEY (conversation, seq) REFERENCES conversation.entries ON DELETE CASCADE
);

CREATE INDEX answer_leases_by_expiry ON conversation.answer_leases (expires_at);
CREATE INDEX answer_leases_by_holder ON conversation.answer_leases (holder);

-- Which pod follows which conversation. It only saves notifications; the log stays the truth.
CREATE TABLE conversation.followers (
  conversation uuid NOT NULL,
  pod text NOT NULL CHECK (pod <> ''),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (conversation, pod)
);

CREATE INDEX followers_by_expiry ON conversation.followers (expires_at);

GRANT USAGE ON SCHEMA conversation TO realtime, dashboards;
GRANT SELECT, INSERT, UPDATE ON conversation.conversations, conversation.entries TO realtime;
GRANT SELECT, INSERT, UPDATE, DELETE ON conversation.answer_leases, conversation.followers TO realtime;

-- Dashboards count; they never see what was said, nor who said it.
GRANT SELECT (id, bot, language, last_seq, created_at) ON conversation.conversations TO dashboards;
GRANT SELECT (conversation, seq, author, state, outcome, reply_to, rating, created_at, updated_at)
  ON conversation.entries TO dashboards;
GRANT SELECT ON conversation.answer_leases TO dashboards;
