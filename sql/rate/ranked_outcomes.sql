
-- ranked_outcomes: how many people each rank has, and what came of them

-- written once: base/forms ranked_outcomes IMMUTABLE a JSON object of ranks, each with its people and their outcome

-- written once: base/type ranked_outcomes double for each rank (a risk score, a rank of deprivation) how many people, and how much outcome

-- Equal values have equal bytes, so PostgreSQL's own functions for bytea compare and hash them.

-- written once: base/bytes ranked_outcomes - the same people with the same outcome at the same ranks

-- written once: base/equality ranked_outcomes HASHES the same people with the same outcome at the same ranks

-- An order of bytes: arbitrary, but total, and the same on every machine of one byte order

-- written once: base/order ranked_outcomes

-- The text form is JSON, so a value is an object for whoever asks for JSON

-- written once: base/json ranked_outcomes IMMUTABLE

-- Rows fold into a value, which is the state too

CREATE FUNCTION ranked_outcomes_transition(ranked_outcomes, double precision, boolean) RETURNS ranked_outcomes
	AS 'MODULE_PATHNAME', 'ranked_outcomes_transition_boolean' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_transition(ranked_outcomes, double precision, boolean) IS 'transition of ranked_outcomes(double precision, boolean)';

CREATE FUNCTION ranked_outcomes_transition(ranked_outcomes, double precision, double precision) RETURNS ranked_outcomes
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_transition(ranked_outcomes, double precision, double precision) IS 'transition of ranked_outcomes(double precision, double precision)';

CREATE FUNCTION ranked_outcomes_transition(ranked_outcomes, double precision, double precision, double precision) RETURNS ranked_outcomes
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_transition(ranked_outcomes, double precision, double precision, double precision)
	IS 'transition of ranked_outcomes(double precision, double precision, double precision)';

-- written once: base/combine ranked_outcomes

CREATE FUNCTION ranked_outcomes_final(ranked_outcomes) RETURNS ranked_outcomes
	AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ranked_outcomes_final(ranked_outcomes) IS 'closes the state of the aggregates';

-- written once: base/fold ranked_outcomes 512 score double precision, outcome boolean
COMMENT ON AGGREGATE ranked_outcomes(double precision, boolean) IS 'how many people have each score, and to how many it happened: one row is one person';

-- written once: base/fold ranked_outcomes 512 rank double precision, outcome double precision
COMMENT ON AGGREGATE ranked_outcomes(double precision, double precision) IS 'how many people have each rank, and what came of them: one row is one person';

-- written once: base/fold ranked_outcomes 512 rank double precision, outcome double precision, people double precision
COMMENT ON AGGREGATE ranked_outcomes(double precision, double precision, double precision) IS 'how many people have each rank, and what came of them: one row is so many people';

-- written once: base/rollup ranked_outcomes 512 ranked
COMMENT ON AGGREGATE rollup(ranked_outcomes) IS 'the people and outcomes of all, rank by rank';

-- What a value holds altogether

CREATE FUNCTION people(ranked ranked_outcomes) RETURNS double precision
	AS 'MODULE_PATHNAME', 'ranked_outcomes_people' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION people(ranked_outcomes) IS 'how many people the value holds';

CREATE FUNCTION outcome(ranked ranked_outcomes) RETURNS double precision
	AS 'MODULE_PATHNAME', 'ranked_outcomes_outcome' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE COST 100;
COMMENT ON FUNCTION outcome(ranked_outcomes) IS 'the outcome of all people together';
