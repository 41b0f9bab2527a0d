/*
 * What every page of the report needs, and the one thing that must hold before any of them is printed.
 * :number is that of the page, :place says what the figures are about, :source where they come from.
 */
SET search_path = demo, public;
SET timezone = 'UTC';
SET client_min_messages = warning;
\pset footer off
\pset null '-'
\pset numericlocale on
\pset format unaligned
\pset tuples_only on

-- Numbers inside a sentence.
CREATE FUNCTION pg_temp.n(number double precision) RETURNS text LANGUAGE sql IMMUTABLE RETURN to_char(number, 'FM999,999,999,990');
CREATE FUNCTION pg_temp.percent(share double precision) RETURNS text LANGUAGE sql IMMUTABLE RETURN round((100 * share)::numeric) || ' %';

-- A report whose totals do not reconcile must not be printed.
DO $$
DECLARE
	balance record;
BEGIN
	SELECT sum(registered) AS registered,
		sum(registered_here_living_here + from_other_boroughs + from_elsewhere + from_wales + from_other_nations + from_unknown) AS origins,
		sum(living_here_registered) AS living_here_registered,
		sum(registered_here_living_here + to_other_boroughs + to_elsewhere) AS destinations,
		sum(from_other_boroughs) AS flows_in, sum(to_other_boroughs) AS flows_out,
		(SELECT sum(patients) FROM registered JOIN practice USING (practice) WHERE in_scope) AS patients
	INTO balance
	FROM borough_balance;
	IF balance.registered <> balance.origins OR balance.registered <> balance.patients
		OR balance.living_here_registered <> balance.destinations OR balance.flows_in <> balance.flows_out
	THEN
		RAISE EXCEPTION 'totals do not reconcile: %', balance;
	END IF;
END
$$;
