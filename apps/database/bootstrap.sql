-- Prepares a server for the platform. Run once by the superuser, connected to the database `perchoir`; running it
-- again changes nothing. Everything else is done by migrations, which need no superuser.

DO $$
BEGIN
  IF current_database() <> 'perchoir' THEN
    RAISE EXCEPTION 'bootstrap.sql must run in the database perchoir, this is %', current_database()
      USING HINT = 'Create it first (CREATE DATABASE perchoir) and connect to it.';
  END IF;
END
$$;

-- Roles. Each logs in by a client certificate whose common name is the role; none has a password here.
DO $$
DECLARE
  wanted record;
BEGIN
  FOR wanted IN
    SELECT * FROM (VALUES
      ('owner', 'NOLOGIN'),
      ('migrator', 'LOGIN'),
      ('realtime', 'LOGIN'),
      ('realtime_reader', 'LOGIN'),
      ('scraper', 'LOGIN'),
      ('publisher', 'LOGIN'),
      ('dashboards', 'LOGIN'),
      ('monitor', 'LOGIN'),
      ('standby', 'LOGIN REPLICATION'),
      ('rewind', 'LOGIN')
    ) AS roles (name, attributes)
  LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted.name) THEN
      EXECUTE format('CREATE ROLE %I', wanted.name);
    END IF;
    EXECUTE format('ALTER ROLE %I %s', wanted.name, wanted.attributes);
  END LOOP;
END
$$;

-- The migrator becomes owner only by saying so (SET ROLE owner): a slip of an open session changes no table.
GRANT owner TO migrator WITH INHERIT FALSE, SET TRUE;
GRANT pg_monitor TO monitor;

-- What pg_rewind reads of a server it rewinds from (PostgreSQL's manual, pg_rewind, Notes).
GRANT EXECUTE ON FUNCTION pg_catalog.pg_ls_dir(text, boolean, boolean) TO rewind;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_stat_file(text, boolean) TO rewind;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_binary_file(text) TO rewind;
GRANT EXECUTE ON FUNCTION pg_catalog.pg_read_binary_file(text, bigint, bigint, boolean) TO rewind;

-- Bounds that hold whatever a client forgets to set.
ALTER ROLE realtime SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE realtime_reader SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE realtime_reader SET default_transaction_read_only = on;
ALTER ROLE realtime_reader SET statement_timeout = '10s';
ALTER ROLE dashboards SET default_transaction_read_only = on;
ALTER ROLE dashboards SET statement_timeout = '15s';
ALTER ROLE monitor SET default_transaction_read_only = on;
ALTER ROLE monitor SET statement_timeout = '15s';

ALTER DATABASE perchoir OWNER TO owner;
REVOKE ALL ON DATABASE perchoir, postgres, template1 FROM PUBLIC;
GRANT CONNECT ON DATABASE perchoir TO migrator, realtime, realtime_reader, scraper, publisher, dashboards, monitor;
GRANT CONNECT ON DATABASE postgres TO rewind, monitor;

-- `public` holds the extensions' types and functions only; nobody creates anything there.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO owner, realtime_reader, scraper;
CREATE EXTENSION IF NOT EXISTS vector SCHEMA public;
CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public;

-- A function that a migration creates may be called by nobody until the migration says by whom.
ALTER DEFAULT PRIVILEGES FOR ROLE owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
