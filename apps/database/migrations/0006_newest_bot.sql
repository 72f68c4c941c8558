-- The relay delivers at least once and in any order: an older version of a bot that arrives late changes nothing.

CREATE FUNCTION published.keep_newest() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $$
BEGIN
  IF new.version < old.version THEN
    RETURN NULL;
  END IF;
  RETURN new;
END;
$$;

CREATE TRIGGER keep_newest BEFORE UPDATE ON published.bots FOR EACH ROW EXECUTE FUNCTION published.keep_newest();
