-- Bots as their authors published them. Written by the back office's relay (publisher), read by realtime.

CREATE SCHEMA published;

CREATE TABLE published.bots (
  id uuid PRIMARY KEY,
  -- What a page names the bot by.
  key text NOT NULL UNIQUE CHECK (key ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  -- Grows with each publication; the relay may deliver twice and out of order, so an older one never wins.
  version integer NOT NULL CHECK (version > 0),
  configuration jsonb NOT NULL CHECK (
    jsonb_typeof(configuration) = 'object'
    AND configuration ?& ARRAY['name', 'greeting', 'colours', 'languages', 'origins', 'grounding']
    AND configuration ->> 'grounding' IN ('strict', 'off')
    AND jsonb_typeof(configuration -> 'languages') = 'array'
    AND jsonb_typeof(configuration -> 'origins') = 'array'
    AND octet_length(configuration::text) <= 65536
  ),
  published_at timestamptz NOT NULL DEFAULT now()
);

GRANT USAGE ON SCHEMA published TO publisher, realtime, dashboards;
GRANT SELECT, INSERT, UPDATE, DELETE ON published.bots TO publisher;
GRANT SELECT ON published.bots TO realtime, dashboards;
-- Ingest is asked to fill a bot by its key.
GRANT USAGE ON SCHEMA published TO scraper;
GRANT SELECT (id, key) ON published.bots TO scraper;
