-- Names to read, and the places that a place is compared with.

-- Published names of practices are in capitals: here as people write them.  Abbreviations stay as they are: words of four
-- letters at most without a vowel, except for shortened words, and those with one that are named here.
CREATE MATERIALIZED VIEW dashboard.practice_label AS
SELECT practice, CASE WHEN name = upper(name) THEN label ELSE name END AS label, place, network, network_name
FROM practice,
	LATERAL
	(
		SELECT string_agg(CASE WHEN part ~ '^[B-DF-HJ-NP-TV-XZ]{2,4}$' AND part <> ALL ('{DR,DRS,ST,RD,CT,CTR,LTD,HTH,BLVD,WLK,TCE}')
				OR part = ANY ('{ICO,GPS,UEA,SEL,NEL,SMA}') THEN part
			ELSE replace(initcap(part), '''S', '''s') END, '' ORDER BY n) AS label
		FROM regexp_matches(name, '[[:alnum:]'']+|[^[:alnum:]'']+', 'g') WITH ORDINALITY AS m (parts, n), LATERAL (SELECT parts[1] AS part) AS p
	) AS written
WHERE in_scope;
CREATE UNIQUE INDEX ON dashboard.practice_label (practice);

-- Boroughs that have areas; a practice may stand beyond them.
CREATE MATERIALIZED VIEW dashboard.borough_label AS
SELECT place, name FROM demo.place WHERE kind = 'borough' AND EXISTS (SELECT 1 FROM area WHERE area.place = demo.place.place);

-- Of each borough: itself, the boroughs that touch it, and the third of the others (five at most) whose areas are as deprived.
CREATE MATERIALIZED VIEW dashboard.comparator AS
WITH touching AS
(
	SELECT DISTINCT a.place, b.place AS other FROM neighbour AS n JOIN area AS a USING (area) JOIN area AS b ON b.area = n.neighbour WHERE a.place <> b.place
),
hard AS
(
	SELECT place, sum(decile * people) / sum(people)::double precision AS decile FROM deprivation JOIN resident USING (area) JOIN area USING (area) GROUP BY place
),
alike AS
(
	SELECT a.place, b.place AS other, row_number() OVER (PARTITION BY a.place ORDER BY abs(a.decile - b.decile), b.place) AS n
	FROM hard AS a JOIN hard AS b ON b.place <> a.place
)
SELECT place, 2 AS rank, 'Neighbouring boroughs' AS comparator, other FROM touching
UNION
SELECT other, 2, 'Neighbouring boroughs', place FROM touching
UNION ALL
SELECT place, 3, 'Boroughs as deprived', other FROM alike WHERE n <= greatest(1, least(5, (SELECT count(*) FROM hard) / 3))
UNION ALL
SELECT place, 1, 'This borough', place FROM dashboard.borough_label;

-- How many people of each area are on each list, and the practices and hospitals that a catchment can be asked of.
CREATE MATERIALIZED VIEW dashboard.provider AS
SELECT practice AS provider, 'practice' AS kind, label AS name, place_flows(practice, area, patients) AS flows
FROM registered JOIN dashboard.practice_label USING (practice) GROUP BY practice, label
UNION ALL
SELECT hospital, 'hospital', 'Hospital ' || substr(hospital, 2), place_flows(hospital, area, admissions) FROM hospital_activity WHERE admissions > 0 GROUP BY hospital;
CREATE UNIQUE INDEX ON dashboard.provider (provider);
