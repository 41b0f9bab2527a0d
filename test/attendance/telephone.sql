-- erlang_b, erlang_c, telephone_service, agents_needed.
BEGIN;
SELECT no_plan();
\ir ../vectors.psql

-- By hand
SELECT is(erlang_b(1, 1), 0.5::float8, 'one erlang and one agent: every other caller goes away');
SELECT is(erlang_b(2, 2), 0.4::float8, 'two and two');
SELECT is(erlang_b(0, 3), 0::float8, 'no calls');
SELECT ok(near(erlang_c(1, 2), 1 / 3::float8), 'one erlang and two agents');
SELECT is(erlang_c(2, 2), 1::float8, 'no more agents than load: all wait');
SELECT is(erlang_c(0, 1), 0::float8, 'no calls, no wait');
SELECT ok(erlang_b(5000, 5000) BETWEEN 0.01 AND 0.02 AND erlang_c(5000, 5100) BETWEEN 0 AND 1, 'thousands of agents, and nothing overflows');
SELECT is((telephone_service(360, '30 min', '4 min', 55, '15 s'))::text, t::text, 'the published example') FROM telephone_service(360, '1800 s', '240 s', 55, '00:00:15') t;
SELECT is((SELECT (round(offered::numeric, 4), round(occupancy::numeric, 3), round(probability_of_waiting::numeric, 4), mean_wait, round(service_level::numeric, 4))::text FROM telephone_service(360, '30 min', '4 min', 55, '15 s')), '(48.0000,0.873,0.2387,00:00:08.184032,0.8459)', 'by hand');
SELECT is(t::text, '(48,1,1,,0)', 'too few agents: no mean wait, which would be negative') FROM telephone_service(360, '30 min', '4 min', 48, '15 s') t;
SELECT is(t::text, '(0,0,0,00:00:00,1)', 'no calls') FROM telephone_service(0, '30 min', '4 min', 1, '0') t;
SELECT is(t::text, '(0,0,0,00:00:00,1)', 'calls that take no time') FROM telephone_service(9, '30 min', '0', 1, '0') t;
SELECT is(telephone_service(360, '1 day', '4 min', 2, '15 s')::text, telephone_service(360, '24 hours', '4 min', 2, '15 s')::text, 'a day has 24 hours');
SELECT is(agents_needed(0, '1 h', '3 min', '20 s', 0.8), 1, 'somebody must be there');
SELECT is(erlang_b(NULL, 1), NULL, 'NULL');

-- Plain SQL: the sum of terms, for loads that bear it.
SELECT is_empty($$SELECT a, n FROM generate_series(1, 30, 3) a, generate_series(1, 40, 4) n, LATERAL (SELECT sum(exp(k * ln(a::float8) - lgamma)) AS all_terms, max(exp(k * ln(a::float8) - lgamma)) FILTER (WHERE k = n) AS last_term
	FROM (SELECT k, (SELECT coalesce(sum(ln(i::float8)), 0) FROM generate_series(1, k) i) AS lgamma FROM generate_series(0, n) k) t) s
	WHERE NOT near(erlang_b(a, n), last_term / all_terms) OR n > a AND NOT near(erlang_c(a, n), last_term * n / (n - a) / (all_terms - last_term + last_term * n / (n - a)))$$, 'by the sums of the textbook');
SELECT is_empty($$SELECT calls FROM generate_series(10, 400, 30) calls, unnest('{0.5,0.8,0.95}'::float8[]) level, LATERAL agents_needed(calls, '1 h', '5 min', '30 s', level) n
	WHERE (telephone_service(calls, '1 h', '5 min', n, '30 s')).service_level < level OR n > 1 AND (telephone_service(calls, '1 h', '5 min', n - 1, '30 s')).service_level >= level$$, 'as few as are needed');
SELECT is_empty('SELECT n FROM generate_series(1, 60) n WHERE erlang_c(20, n + 1) > erlang_c(20, n) OR erlang_b(20, n + 1) > erlang_b(20, n)', 'one agent more, no more waiting');

SELECT throws_ok('SELECT erlang_b(-1, 1)', '22023', 'erlangs must be a finite number of at least 0, not -1');
SELECT throws_ok($$SELECT erlang_c('NaN', 1)$$, '22023', 'erlangs must be a finite number of at least 0, not NaN');
SELECT throws_ok('SELECT erlang_b(1, 0)', '22023', 'agents must be at least 1, not 0');
SELECT throws_ok('SELECT erlang_b(9007199254740993, 2147483647)', '22023', 'agents must be at most 10000000, not 2147483647', 'no service has so many agents');
SELECT throws_ok($$SELECT telephone_service(1, '0', '1 min', 1, '1 s')$$, '22012', 'period must be above 0');
SELECT throws_ok($$SELECT telephone_service(1, '1 month', '1 min', 1, '1 s')$$, '22023', 'period must not have months');
SELECT throws_ok($$SELECT telephone_service(1, '1 h', '-1 min', 1, '1 s')$$, '22023', 'handling must not be negative');
SELECT throws_ok($$SELECT telephone_service('Infinity', '1 h', '1 min', 1, '1 s')$$, '22023', 'calls must be a finite number of at least 0, not Infinity');
SELECT throws_ok($$SELECT agents_needed(1, '1 h', '1 min', '1 s', 80)$$, '22023', 'service_level must be above 0 and below 1, not 80');
SELECT throws_ok($$SELECT agents_needed(1e300, '1 h', '1 min', '1 s', 0.8)$$, '22003', NULL, 'more agents than can be counted');

\if :vectors
CREATE TEMP TABLE published (source text, calls float8, period_s float8, handling_s float8, agents int, target_s float8, offered float8, occupancy float8, waiting float8, mean_wait_s float8, service_level float8, printed text);
CREATE TEMP TABLE needed (calls float8, handling_s float8, target_s float8, service_level float8, agents int);
\copy published FROM PROGRAM 'cat "$VECTORS/demand/erlang_published.csv"' CSV HEADER
\copy needed FROM PROGRAM 'cat "$VECTORS/demand/agents_needed_expected.csv"' CSV HEADER
SELECT ok(near(t.offered, p.offered) AND near(t.occupancy, p.occupancy) AND near(probability_of_waiting, waiting) AND abs(extract(epoch FROM mean_wait)::float8 - mean_wait_s) <= 1e-6 AND near(t.service_level, p.service_level), source)
FROM published p, telephone_service(calls, make_interval(secs => period_s), make_interval(secs => handling_s), p.agents, make_interval(secs => target_s)) t;
SELECT is_empty($$SELECT * FROM needed n WHERE agents_needed(calls, '1 h', make_interval(secs => handling_s), make_interval(secs => target_s), service_level) <> agents$$, 'published numbers of agents');
\else
SELECT skip('published figures are not at hand: set shared', 1);
\endif

SELECT * FROM finish();
ROLLBACK;
