-- One question of each pillar: the library is found, loads, and answers.
CREATE EXTENSION placebase;
DO $$
BEGIN
	ASSERT total(place_counts('Hackney', 3)) = 3, 'who';
	ASSERT scale_band(50000) = 'locality', 'at what scale';
	ASSERT (SELECT bice_boxerman(care_history(provider, '2026-01-01'::timestamptz + day * interval '1 day'))
		FROM (VALUES (1, 'A'), (2, 'A'), (3, 'B')) v(day, provider)) = 1 / 3::float8, 'by whom';
	ASSERT round((crude_rate(0, 100, 1)).upper::numeric, 6) = 0.036889, 'and how sure';
END
$$;
