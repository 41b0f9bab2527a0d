-- Casts to and from jsonb write and read what PostgreSQL's own functions do, byte for byte.

BEGIN;
SELECT no_plan();

-- The image of a record shows every byte of its columns.
CREATE FUNCTION pg_temp.as_of_text(type regtype, value text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
	same boolean;
BEGIN
	EXECUTE format('SELECT record_image_eq(ROW(v::jsonb), ROW(v::text::jsonb)) AND v::jsonb::%1$s = v AND v::text::jsonb::%1$s = v FROM (SELECT %2$L::%1$s AS v) AS s', type, value) INTO same;
	RETURN same;
END $$;

CREATE TEMP TABLE given AS SELECT * FROM (VALUES
	('place_counts'::regtype, '{}'), ('place_counts', '{"A": 1}'), ('place_counts', '{"E01000001": 1749, "E01000002": 0, "B": 0.30000000000000004, "ab": 3, "é": 4, "a\"\\\u0001": 5}'),
	('place_counts', '{"A": 5e-324, "B": 1.7976931348623157e308, "C": 9007199254740993, "D": 0.1, "E": 1e22, "F": 123456789.123}'),
	('place_flows', '{}'), ('place_flows', '{"P": {"A": 1, "B": 0.5}, "Q": {"A": 0}, "long": {"診療": 7}}'), ('place_flows', '{"a": {"b": 1}, "abc": {"de": 2, "d": 3}}'),
	('care_history', '[]'), ('care_history', '[["2024-01-08T09:30:00.000001+00:00","Dr \"B\""],["1890-02-28","診療"]]'),
	('care_panel', '{}'), ('care_panel', '{"4857773456": [["2024-01-08","B"],["2024-01-01","A"]], "A": [["2024-01-08","A"]], "-7": [["294276-01-01","x"]]}'),
	('attendance_profile', '{}'), ('attendance_profile', '{"0": 120, "1": 45, "17.5": 1, "1e+300": 2, "5e-324": 3}'),
	('ranked_outcomes', '{}'), ('ranked_outcomes', '{"0.25": [120, 4], "-3": [0.30000000000000004, -5e-324], "1e+300": [1, 1]}'),
	('code_map', '[]'), ('code_map', '[["chd","icd10","I25"],["chd","icd10","I25.2","not prefix"],["mi","read2","G30..","exact"]]'),
	('condition_set', '{}'), ('condition_set', '{"A": ["2024-01-01", "2023-05-06"], "B": ["-infinity", "2024-01-08"], "diabète": ["0044-03-15 BC"]}')) AS v (type, value);
SELECT ok(pg_temp.as_of_text(type, value), format('%s: %s', type, value)) FROM given;
SELECT is((SELECT array_agg(DISTINCT type::text ORDER BY type::text) FROM given),
	(SELECT array_agg(castsource::regtype::text ORDER BY castsource::regtype::text) FROM pg_cast JOIN pg_depend d ON d.objid = pg_cast.oid AND d.classid = 'pg_cast'::regclass AND d.deptype = 'e'
		WHERE casttarget = 'jsonb'::regtype), 'of every type');

-- Every so many children an entry says where one ends: numbers of them around that, and codes of any length.
SELECT ok(bool_and(pg_temp.as_of_text('place_counts', value)), 'objects of up to 130 keys')
FROM (SELECT place_counts(left(md5(n || ' ' || i), 1 + i % 17), i / 7.0)::text AS value FROM generate_series(1, 130) AS n, generate_series(1, n) AS i GROUP BY n) AS s;
SELECT ok(bool_and(pg_temp.as_of_text('place_flows', value)), 'objects of objects')
FROM (SELECT place_flows(left(md5(n || ' ' || i), 1 + i % 3), md5(i::text), i / 7.0)::text AS value FROM generate_series(1, 200, 13) AS n, generate_series(1, n * 3) AS i GROUP BY n) AS s;
SELECT ok(bool_and(pg_temp.as_of_text('care_panel', value)), 'objects of arrays of arrays')
FROM (SELECT care_panel('P' || i % 41, left(md5(i::text), 1 + i % 9), timestamptz '2024-01-01Z' + i * interval '7.000001 hours')::text AS value FROM generate_series(1, 2000, 97) AS n, generate_series(1, n) AS i GROUP BY n) AS s;
SELECT ok(pg_temp.as_of_text('place_counts', place_counts('E' || i % 70000, i)::text), 'of many') FROM generate_series(1, 100000) AS i;

-- What PostgreSQL makes of one is what it makes of the other.
SELECT is(c::jsonb -> 'A7', '7', 'a key is found') FROM (SELECT place_counts('A' || i, i) AS c FROM generate_series(1, 500) AS i) AS s;

-- A jsonb of anything else is read as its text.
SELECT throws_ok(format('SELECT %L::jsonb::place_counts', j), '22P02', format('invalid input syntax for type place_counts: "%s"', j), 'refused: ' || j)
FROM unnest(ARRAY['[]', '[1, "a", null, true, false, {"b": [[], {}]}]', '{"A": "x"}', '{"A": true}', '{"A": null}']) AS j;
SELECT throws_ok(format('SELECT %L::jsonb::place_counts', j), '22P02', format('"%s" is not the text of a value of type place_counts', j), 'refused: ' || j) FROM unnest(ARRAY['1.50', 'true', 'false', 'null']) AS j;
SELECT is('{"A": 1, "A": 2}'::jsonb::place_counts, '{"A": 2}', 'the last of equal keys');

SELECT * FROM finish();
ROLLBACK;
