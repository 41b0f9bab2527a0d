/*
 * The page on groups of need and on rising risk.
 */
\qecho :number'. Who should lead, and who is about to tip?'
\qecho '============================================'
\qecho :place
\qecho
SELECT format(E'%s of %s people have both a mental and a physical condition; by chance %s would, at the same ages.  A psychiatrist\nshould lead for %s of them, a GP for %s and a community nurse for %s.',
	pg_temp.n(sum(people)), (SELECT pg_temp.n(count(*)) FROM patient_need), (SELECT pg_temp.n(sum(together_by_chance)) FROM need_together),
	pg_temp.n(sum(people) FILTER (WHERE lead = 'psychiatrist')), pg_temp.n(sum(people) FILTER (WHERE lead = 'GP')), pg_temp.n(sum(people) FILTER (WHERE lead = 'community nurse')))
FROM need_segment WHERE need = 'mental and physical';
SELECT format(E'Of %s people who were stable at the beginning of 2024, %s had two emergencies or more within the year.  A team with room for\n%s in each network would have found %s of them, %s times as many as among people taken at random.',
	pg_temp.n(people(ranked)), pg_temp.n(outcome(ranked)), room, pg_temp.n(events), round(lift::numeric, 1))
FROM risk_outcome, risk_model, (SELECT count(DISTINCT network) AS networks FROM practice WHERE in_scope) AS n, at_capacity(ranked, room * networks);
SELECT format(E'Whoever made %s visits or more in 2023 made %s on average; without any programme %s could be expected in 2024, and %s were made.',
	at_least, round(visits_2023::numeric, 1), round(expected_2024::numeric, 1), round(visits_2024::numeric, 1))
FROM fall_back_of_frequent WHERE at_least = 18;
\pset tuples_only off
\pset format aligned
\qecho
SELECT need AS "Need", CASE complexity WHEN 1 THEN 'lower' WHEN 2 THEN 'mid' ELSE 'higher' END AS "Severity", lead AS "Lead", people AS "People",
	round((visits::float8 / people)::numeric, 1) AS "Visits each", round((1000.0 * emergencies / people)::numeric) AS "Emergencies in 1,000"
FROM need_segment
ORDER BY array_position('{trouble with life,mental and physical,increasingly complex physical,multiple stable conditions,one condition,generally well}', need), complexity;
\qecho 'What the risks of 2024 were worth, by fifths of the people:'
\qecho
SELECT score_group AS "Fifth", people AS "People", round(mean_score::numeric, 4) AS "Mean risk", round(expected::numeric) AS "Expected", events AS "Happened",
	round(observed::numeric, 4) AS "Share", round(lower::numeric, 4) AS "from", round(upper::numeric, 4) AS "to"
FROM risk_outcome, calibration(ranked, 5);
SELECT round(a.value::numeric, 3) AS "AUC", round(a.lower::numeric, 3) AS "from", round(a.upper::numeric, 3) AS "to", round(o.value::numeric, 2) AS "Happened / expected",
	round(slope::numeric, 2) AS "Slope", round(in_the_large::numeric, 2) AS "In the large"
FROM risk_outcome, auc_interval(ranked) AS a, observed_over_expected(ranked) AS o, calibration_line(ranked);
\qecho 'The first of the rising-risk list of one network, at the beginning of 2025:'
\qecho
SELECT position AS "No.", patient AS "Patient", age AS "Age", visits AS "Visits", emergencies AS "Emerg.", round(score::numeric, 2) AS "Score",
	gained AS "New in 2024", round(rise_p::numeric, 4) AS "Rise p", round(risk::numeric, 3) AS "Risk", reasons AS "Why"
FROM rising_risk WHERE network = (SELECT min(network) FROM rising_risk) AND position <= 10 ORDER BY position;
SELECT at_least AS "Visits in 2023", people AS "People", round(visits_2023::numeric, 1) AS "each", round(expected_2024::numeric, 1) AS "expected in 2024", round(visits_2024::numeric, 1) AS "made in 2024"
FROM fall_back_of_frequent ORDER BY fall_back_of_frequent.at_least;
\pset format unaligned
\pset tuples_only on
\qecho 'Severity: cut-offs of the Cambridge multimorbidity score that are made up, since none is published; leads are named for mental and physical need'
\qecho 'together only.  Nothing here decides about a person: the list says whose record to open first.  Expected in 2024: by chance alone.'
\qecho
\qecho :source
