-- Work for the scraping agents. Enqueued by the back office (publisher), leased by scraper, both through functions:
-- nobody writes the table, so a job cannot be in two hands.

CREATE SCHEMA jobs;

CREATE TABLE jobs.jobs (
  id uuid PRIMARY KEY,
  bot uuid NOT NULL,
  kind text NOT NULL CHECK (kind IN ('crawl', 'embed')),
  payload jsonb NOT NULL CHECK (jsonb_typeof(payload) = 'object' AND octet_length(payload::text) <= 1048576),
  state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed')),
  attempts smallint NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  max_attempts smallint NOT NULL DEFAULT 5 CHECK (max_attempts BETWEEN 1 AND 20),
  -- A queued job is not leased before.
  run_after timestamptz NOT NULL DEFAULT now(),
  holder text,
  lease_expires_at timestamptz,
  -- Why the last attempt failed.
  error text CHECK (char_length(error) <= 2000),
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT running_jobs_are_held CHECK ((state = 'running') = (holder IS NOT NULL AND lease_expires_at IS NOT NULL))
);

CREATE INDEX jobs_to_lease ON jobs.jobs (run_after) WHERE state = 'queued';
CREATE INDEX jobs_leased ON jobs.jobs (lease_expires_at) WHERE state = 'running';
CREATE INDEX jobs_by_bot ON jobs.jobs (bot, created_at DESC);

-- Adds a job. The same id again does nothing and returns false: the caller may deliver twice.
CREATE FUNCTION jobs.enqueue(id uuid, bot uuid, kind text, payload jsonb) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  WITH added AS (
    INSERT INTO jobs.jobs (id, bot, kind, payload)
    VALUES (enqueue.id, enqueue.bot, enqueue.kind, enqueue.payload)
    ON CONFLICT DO NOTHING RETURNING 1
  )
  SELECT EXISTS (SELECT FROM added);
END;

-- Takes the job that waits longest, one whose holder died included, for so many seconds. No row: nothing to do.
CREATE FUNCTION jobs.lease(holder text, seconds integer)
RETURNS TABLE (id uuid, bot uuid, kind text, payload jsonb, attempt smallint, lease_expires_at timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  WITH lost AS (
    UPDATE jobs.jobs j
    SET state = 'failed', holder = NULL, lease_expires_at = NULL, error = 'its holders were lost', updated_at = now()
    WHERE j.state = 'running' AND j.lease_expires_at <= now() AND j.attempts >= j.max_attempts
  ), next AS (
    SELECT j.id FROM jobs.jobs j
    WHERE (j.state = 'queued' AND j.run_after <= now())
       OR (j.state = 'running' AND j.lease_expires_at <= now() AND j.attempts < j.max_attempts)
    ORDER BY j.run_after LIMIT 1 FOR UPDATE SKIP LOCKED
  )
  UPDATE jobs.jobs j
  SET state = 'running', holder = lease.holder, attempts = j.attempts + 1, updated_at = now(),
      lease_expires_at = now() + make_interval(secs => least(greatest(lease.seconds, 1), 3600))
  FROM next WHERE j.id = next.id
  RETURNING j.id, j.bot, j.kind, j.payload, j.attempts, j.lease_expires_at;
END;

-- Prolongs a lease. False: it was lost, and the work must stop.
CREATE FUNCTION jobs.renew(id uuid, holder text, seconds integer) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  WITH renewed AS (
    UPDATE jobs.jobs j
    SET lease_expires_at = now() + make_interval(secs => least(greatest(renew.seconds, 1), 3600)), updated_at = now()
    WHERE j.id = renew.id AND j.holder = renew.holder AND j.state = 'running' RETURNING 1
  )
  SELECT EXISTS (SELECT FROM renewed);
END;

-- Ends a job well. False: the lease was lost, and another holder does it.
CREATE FUNCTION jobs.complete(id uuid, holder text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  WITH completed AS (
    UPDATE jobs.jobs j
    SET state = 'done', holder = NULL, lease_expires_at = NULL, error = NULL, updated_at = now()
    WHERE j.id = complete.id AND j.holder = complete.holder AND j.state = 'running' RETURNING 1
  )
  SELECT EXISTS (SELECT FROM completed);
END;

-- Gives a job back with the reason; it is tried again after so many seconds unless its attempts are used up.
CREATE FUNCTION jobs.fail(id uuid, holder text, error text, retry_seconds integer) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  WITH given_back AS (
    UPDATE jobs.jobs j
    SET state = CASE WHEN j.attempts < j.max_attempts THEN 'queued' ELSE 'failed' END,
        holder = NULL, lease_expires_at = NULL, error = left(fail.error, 2000), updated_at = now(),
        run_after = now() + make_interval(secs => least(greatest(fail.retry_seconds, 0), 86400))
    WHERE j.id = fail.id AND j.holder = fail.holder AND j.state = 'running' RETURNING 1
  )
  SELECT EXISTS (SELECT FROM given_back);
END;

-- Jobs that wait or run, for the autoscaler: running ones count, or their worker would be taken away.
CREATE FUNCTION jobs.depth() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
  SELECT count(*) FROM jobs.jobs WHERE state = 'running' OR (state = 'queued' AND run_after <= now());
END;

GRANT USAGE ON SCHEMA jobs TO publisher, scraper, dashboards;
GRANT SELECT ON jobs.jobs TO publisher, scraper;
GRANT SELECT (id, bot, kind, state, attempts, max_attempts, run_after, created_at, updated_at) ON jobs.jobs TO dashboards;
GRANT EXECUTE ON FUNCTION jobs.enqueue(uuid, uuid, text, jsonb) TO publisher;
GRANT EXECUTE ON FUNCTION jobs.lease(text, integer), jobs.renew(uuid, text, integer), jobs.complete(uuid, text),
  jobs.fail(uuid, text, text, integer), jobs.depth() TO scraper;
GRANT EXECUTE ON FUNCTION jobs.depth() TO dashboards;
