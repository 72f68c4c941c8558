-- How well a bot's passages answer a question. One function serves the answers and the calibration of their thresholds.
-- It runs with the caller's rights, so that row-level security holds.

-- A session knows pgvector's settings, which the function sets, once it has used one of its types.
SELECT '[0]'::halfvec;

-- Counts the words of a bot's chunks anew. To be called in the transaction that changed them.
CREATE FUNCTION knowledge.refresh_statistics(bot uuid) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  -- Two refreshes of one bot would otherwise insert the same words.
  SELECT pg_advisory_xact_lock(hashtextextended('knowledge.refresh_statistics ' || refresh_statistics.bot, 0));
  DELETE FROM knowledge.corpora c WHERE c.bot = refresh_statistics.bot;
  INSERT INTO knowledge.corpora (bot, language, chunks)
    SELECT c.bot, c.language, count(*) FROM knowledge.chunks c WHERE c.bot = refresh_statistics.bot GROUP BY 1, 2;
  INSERT INTO knowledge.word_frequencies (bot, language, word, chunks)
    SELECT c.bot, c.language, w.lexeme, count(*)
    FROM knowledge.chunks c CROSS JOIN LATERAL unnest(c.words) AS w
    WHERE c.bot = refresh_statistics.bot GROUP BY 1, 2, 3;
END;

-- Words that ask and tell nothing, which the dictionaries' stop words leave out: question words, and French stop words as
-- they are typed without accents.
CREATE FUNCTION knowledge.is_asking_word(language text, word text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN lower(word) = ANY (CASE language
  WHEN 'en' THEN ARRAY['many', 'much', 'whose', 'please', 'tell', 'could', 'would', 'may', 'might', 'shall']
  WHEN 'fr' THEN ARRAY[
    'quel', 'quelle', 'quels', 'quelles', 'lequel', 'laquelle', 'lesquels', 'lesquelles', 'quoi', 'quand', 'comment',
    'combien', 'pourquoi', 'où', 'dont', 'ça', 'ca', 'cela', 'merci', 'peut', 'peux', 'pouvez', 'faut',
    'a', 'meme', 'ete', 'etes', 'etait', 'etaient', 'etant'
  ]
  ELSE ARRAY[]::text[]
END);

-- The content words of a question, once for each language that the bot has passages in: what finds the word there, and
-- how much it tells. Its weight is BM25's inverse document frequency; a word that no passage has tells most.
CREATE FUNCTION knowledge.question_words(bot uuid, language text, question text)
RETURNS TABLE (corpus text, query tsquery, weight double precision)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  WITH tokens AS (
    SELECT p.token, knowledge.lexemes(question_words.language, p.token) AS lexemes, row_number() OVER () AS place
    FROM ts_parse('default', translate(left(question_words.question, 4000), U&'\2019\02BC', '''''')) AS p
    -- Not spaces and tags, nor a hyphenated word as a whole: its parts follow.
    WHERE p.tokid NOT IN (12, 13, 15, 16, 17) AND NOT knowledge.is_asking_word(question_words.language, p.token)
  ), content AS (
    SELECT min(t.token) AS token, t.lexemes FROM tokens t WHERE t.lexemes <> ''
    GROUP BY t.lexemes ORDER BY min(t.place) LIMIT 32
  ), searched AS (
    SELECT c.language, c.chunks FROM knowledge.corpora c WHERE c.bot = question_words.bot
    UNION ALL
    SELECT question_words.language, 0
    WHERE NOT EXISTS (SELECT FROM knowledge.corpora c WHERE c.bot = question_words.bot AND c.language = question_words.language)
  ), stems AS (
    SELECT s.language, s.chunks, w.token, knowledge.lexemes(s.language, w.token) AS lexemes
    FROM searched s CROSS JOIN content w
  ), counted AS (
    SELECT s.language, s.chunks, s.lexemes, coalesce(min(coalesce(f.chunks, 0)), 0) AS frequency
    FROM stems s
    LEFT JOIN LATERAL unnest(s.lexemes) AS l ON true
    LEFT JOIN knowledge.word_frequencies f
      ON f.bot = question_words.bot AND f.language = s.language AND f.word = l.lexeme
    GROUP BY s.language, s.chunks, s.token, s.lexemes
  )
  SELECT c.language,
         nullif(array_to_string(ARRAY(SELECT quote_literal(l) FROM unnest(tsvector_to_array(c.lexemes)) AS l), ' & '), '')::tsquery,
         ln(1 + (c.chunks - c.frequency + 0.5) / (c.frequency + 0.5))
  FROM counted c;
END;

-- One passage with its evidence.
CREATE TYPE knowledge.passage AS (
  chunk uuid,
  page uuid,
  title text,
  url text,
  heading text,
  text text,
  language text,
  -- Similarity of question and passage, -1 to 1. Its usual range depends on the model: compare with the calibration.
  cosine real,
  -- Weighted share of the question's content words that the passage has, 0 to 1.
  share real,
  -- Reciprocal ranks in both searches, added. It orders; it is no evidence.
  fused real,
  rank integer
);

-- The passages that answer a question best, best first: found by meaning in all languages, and by words in each
-- passage's own language, fused by reciprocal rank. `language` is the question's; `passages` is 1 to 50.
CREATE FUNCTION knowledge.evidence(bot uuid, language text, model text, question text, embedding halfvec, passages integer)
RETURNS SETOF knowledge.passage
LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, public, pg_temp
-- Bots differ widely in size: plan for the one asked for.
SET plan_cache_mode = force_custom_plan
-- The index returns its nearest before the bot is looked at; it goes on until enough rows are the bot's.
SET hnsw.iterative_scan = relaxed_order
SET hnsw.ef_search = 100
AS $$
#variable_conflict use_column
DECLARE
  wanted integer := least(greatest(evidence.passages, 1), 50);
  candidates integer := greatest(4 * wanted, 40);
  -- Up to here every passage is compared: some milliseconds, and none is missed. A graph of all bots' vectors can lose
  -- the few of one bot.
  exact_chunks CONSTANT integer := 10000;
  is_exact boolean := exact_chunks >= (SELECT coalesce(sum(c.chunks), 0) FROM knowledge.corpora c WHERE c.bot = evidence.bot);
  foreign_model text;
BEGIN
  SELECT c.model INTO foreign_model FROM knowledge.chunks c
  WHERE c.bot = evidence.bot AND (c.model < evidence.model OR c.model > evidence.model) LIMIT 1;
  IF foreign_model IS NOT NULL THEN
    RAISE EXCEPTION 'the question is embedded with %, passages of bot % with %', evidence.model, evidence.bot, foreign_model
      USING ERRCODE = 'invalid_parameter_value', HINT = 'Embed the bot''s pages again with the model that questions use.';
  END IF;

  RETURN QUERY
  WITH words AS MATERIALIZED (
    SELECT w.* FROM knowledge.question_words(evidence.bot, evidence.language, evidence.question) w
  ), corpora AS MATERIALIZED (
    SELECT w.corpus, sum(w.weight) AS weight, string_agg(w.query::text, ' | ')::tsquery AS any_word FROM words w GROUP BY w.corpus
  ), nearest AS MATERIALIZED (
    -- No index serves an order by `+ 0`.
    (SELECT c.id, c.embedding <=> evidence.embedding AS distance FROM knowledge.chunks c
     WHERE is_exact AND c.bot = evidence.bot ORDER BY (c.embedding <=> evidence.embedding) + 0 LIMIT candidates)
    UNION ALL
    (SELECT c.id, c.embedding <=> evidence.embedding FROM knowledge.chunks c
     WHERE NOT is_exact AND c.bot = evidence.bot ORDER BY c.embedding <=> evidence.embedding LIMIT candidates)
  ), by_meaning AS (
    -- A relaxed scan returns rows nearly in order; `+ 0` makes them sorted.
    SELECT n.id, row_number() OVER (ORDER BY n.distance + 0, n.id) AS place FROM nearest n
  ), matching AS (
    SELECT c.id, ts_rank(c.words, q.any_word) AS closeness,
           (SELECT sum(w.weight) FROM words w WHERE w.corpus = c.language AND c.words @@ w.query) / q.weight AS share
    FROM corpora q JOIN knowledge.chunks c ON c.bot = evidence.bot AND c.language = q.corpus AND c.words @@ q.any_word
  ), by_words AS (
    SELECT m.id, row_number() OVER (ORDER BY m.share DESC, m.closeness DESC, m.id) AS place
    FROM matching m ORDER BY place LIMIT candidates
  ), fused AS (
    -- 60 is the constant of Cormack, Clarke and Büttcher's paper on reciprocal rank fusion (2009).
    SELECT id, sum(1.0 / (60 + place)) AS score
    FROM (SELECT id, place FROM by_meaning UNION ALL SELECT id, place FROM by_words) AS places GROUP BY id
    ORDER BY score DESC, id LIMIT wanted
  )
  SELECT c.id, c.page, p.title, p.url, c.heading, c.text, c.language,
         (1 - (c.embedding <=> evidence.embedding))::real,
         coalesce((
           SELECT sum(w.weight) FILTER (WHERE c.words @@ w.query) / nullif(sum(w.weight), 0)
           FROM words w WHERE w.corpus = c.language
         ), 0)::real,
         f.score::real,
         (row_number() OVER (ORDER BY f.score DESC, f.id))::integer
  FROM fused f JOIN knowledge.chunks c ON c.id = f.id JOIN knowledge.pages p ON p.id = c.page
  ORDER BY f.score DESC, f.id;
END;
$$;

GRANT EXECUTE ON FUNCTION knowledge.is_asking_word(text, text), knowledge.question_words(uuid, text, text),
  knowledge.evidence(uuid, text, text, text, halfvec, integer) TO scraper, realtime_reader;
GRANT EXECUTE ON FUNCTION knowledge.refresh_statistics(uuid) TO scraper;
