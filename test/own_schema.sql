-- For test/run --schema: run in template1, so that every database that a test makes has
-- placebase in a schema of its own, at the end of the search path.
CREATE SCHEMA placebase;
GRANT USAGE ON SCHEMA placebase TO PUBLIC;

CREATE FUNCTION placebase.move_in() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN
	IF EXISTS (SELECT FROM pg_extension WHERE extname = 'placebase' AND extnamespace = 'public'::regnamespace)
	THEN
		ALTER EXTENSION placebase SET SCHEMA placebase;
	END IF;
END $$;

CREATE EVENT TRIGGER move_in ON ddl_command_end WHEN TAG IN ('CREATE EXTENSION') EXECUTE FUNCTION placebase.move_in();
