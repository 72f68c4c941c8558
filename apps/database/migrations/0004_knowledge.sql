-- What bots know: pages cut into chunks with their embeddings. Written by scraper; realtime_reader sees one bot at a
-- time, the one named by `SET LOCAL perchoir.bot`.

CREATE SCHEMA knowledge;
GRANT USAGE ON SCHEMA knowledge TO scraper, realtime_reader, dashboards;

-- Text search without regard to accents. Stop words are taken out first, while "à" and "a" still differ.
CREATE TEXT SEARCH DICTIONARY knowledge.english_stop (TEMPLATE = pg_catalog.simple, STOPWORDS = english, ACCEPT = false);
CREATE TEXT SEARCH DICTIONARY knowledge.french_stop (TEMPLATE = pg_catalog.simple, STOPWORDS = french, ACCEPT = false);
CREATE TEXT SEARCH CONFIGURATION knowledge.english (COPY = pg_catalog.english);
CREATE TEXT SEARCH CONFIGURATION knowledge.french (COPY = pg_catalog.french);
CREATE TEXT SEARCH CONFIGURATION knowledge.plain (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION knowledge.english
  ALTER MAPPING FOR asciiword, word, hword, hword_part, asciihword, hword_asciipart
  WITH knowledge.english_stop, public.unaccent, english_stem;
ALTER TEXT SEARCH CONFIGURATION knowledge.french
  ALTER MAPPING FOR asciiword, word, hword, hword_part, asciihword, hword_asciipart
  WITH knowledge.french_stop, public.unaccent, french_stem;
ALTER TEXT SEARCH CONFIGURATION knowledge.plain
  ALTER MAPPING FOR asciiword, word, hword, hword_part, asciihword, hword_asciipart
  WITH public.unaccent, simple;

-- The configuration of a language (ISO 639-1); a language without one is searched word by word.
CREATE FUNCTION knowledge.configuration(language text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE language
  WHEN 'en' THEN 'knowledge.english'::regconfig
  WHEN 'fr' THEN 'knowledge.french'::regconfig
  ELSE 'knowledge.plain'::regconfig
END;

-- The parser knows only the straight apostrophe; French pages use the curly one.
CREATE FUNCTION knowledge.lexemes(language text, words text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_tsvector(knowledge.configuration(language), translate(words, U&'\2019\02BC', ''''''));

CREATE TABLE knowledge.sources (
  id uuid PRIMARY KEY,
  bot uuid NOT NULL,
  location text NOT NULL CHECK (location <> ''),
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (bot, location),
  UNIQUE (id, bot)
);

-- References carry the bot, so that a row can never hang below another bot's.
CREATE TABLE knowledge.pages (
  id uuid PRIMARY KEY,
  source uuid NOT NULL,
  bot uuid NOT NULL,
  url text NOT NULL CHECK (url <> ''),
  title text NOT NULL,
  language text NOT NULL CHECK (language ~ '^[a-z]{2,3}$'),
  -- Of the page's content: an unchanged page is not embedded again.
  digest text NOT NULL,
  fetched_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (source, url),
  UNIQUE (id, bot),
  FOREIGN KEY (source, bot) REFERENCES knowledge.sources (id, bot) ON DELETE CASCADE
);

CREATE TABLE knowledge.chunks (
  id uuid PRIMARY KEY,
  page uuid NOT NULL,
  bot uuid NOT NULL,
  ordinal integer NOT NULL CHECK (ordinal >= 0),
  heading text NOT NULL DEFAULT '',
  text text NOT NULL CHECK (text <> '' AND char_length(text) <= 20000),
  language text NOT NULL CHECK (language ~ '^[a-z]{2,3}$'),
  -- That the embedding comes from; embeddings of two models cannot be compared.
  model text NOT NULL CHECK (model <> ''),
  embedding halfvec(384) NOT NULL,
  words tsvector NOT NULL GENERATED ALWAYS AS (
    setweight(knowledge.lexemes(language, heading), 'A') || setweight(knowledge.lexemes(language, text), 'D')
  ) STORED,
  UNIQUE (page, ordinal),
  FOREIGN KEY (page, bot) REFERENCES knowledge.pages (id, bot) ON DELETE CASCADE
);

CREATE INDEX pages_by_bot ON knowledge.pages (bot);
CREATE INDEX chunks_by_model ON knowledge.chunks (bot, model);
CREATE INDEX chunks_by_words ON knowledge.chunks USING gin (words);
CREATE INDEX chunks_by_embedding ON knowledge.chunks USING hnsw (embedding halfvec_cosine_ops);

-- In how many chunks of a bot and language each word occurs; kept by knowledge.refresh_statistics.
CREATE TABLE knowledge.corpora (
  bot uuid NOT NULL,
  language text NOT NULL,
  chunks integer NOT NULL CHECK (chunks > 0),
  refreshed_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (bot, language)
);

CREATE TABLE knowledge.word_frequencies (
  bot uuid NOT NULL,
  language text NOT NULL,
  word text NOT NULL,
  chunks integer NOT NULL CHECK (chunks > 0),
  PRIMARY KEY (bot, language, word),
  FOREIGN KEY (bot, language) REFERENCES knowledge.corpora ON DELETE CASCADE
);

-- Evidence that questions off the topic reach; less than this is no evidence.
CREATE TABLE knowledge.calibration (
  bot uuid NOT NULL,
  language text NOT NULL,
  model text NOT NULL,
  cosine_threshold real NOT NULL CHECK (cosine_threshold BETWEEN -1 AND 1),
  share_threshold real NOT NULL CHECK (share_threshold BETWEEN 0 AND 1),
  -- How many questions the thresholds rest on.
  questions integer NOT NULL CHECK (questions > 0),
  calibrated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (bot, language, model)
);

-- The bot that this transaction asks for; NULL, and so no row, when none is set.
CREATE FUNCTION knowledge.asking_bot() RETURNS uuid
LANGUAGE sql STABLE PARALLEL SAFE
RETURN nullif(current_setting('perchoir.bot', true), '')::uuid;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['sources', 'pages', 'chunks', 'corpora', 'word_frequencies', 'calibration'] LOOP
    EXECUTE format('ALTER TABLE knowledge.%I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY writer ON knowledge.%I TO scraper USING (true) WITH CHECK (true)', name);
    EXECUTE format('CREATE POLICY one_bot ON knowledge.%I FOR SELECT TO realtime_reader USING (bot = (SELECT knowledge.asking_bot()))', name);
    EXECUTE format('CREATE POLICY counts ON knowledge.%I FOR SELECT TO dashboards USING (true)', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON knowledge.%I TO scraper', name);
    EXECUTE format('GRANT SELECT ON knowledge.%I TO realtime_reader', name);
  END LOOP;
END
$$;

GRANT SELECT ON knowledge.sources, knowledge.pages, knowledge.corpora, knowledge.calibration TO dashboards;
GRANT SELECT (id, page, bot, ordinal, language, model) ON knowledge.chunks TO dashboards;
GRANT EXECUTE ON FUNCTION knowledge.configuration(text), knowledge.lexemes(text, text) TO scraper, realtime_reader;
GRANT EXECUTE ON FUNCTION knowledge.asking_bot() TO realtime_reader;
