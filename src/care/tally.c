/*
 * tally.c
 *		The indices of continuity of care, from the counts of a patient's visits.
 *		The notation is in tally.h; sources stand with the SQL functions.
 */
#include "postgres.h"

#include <math.h>

#include "care/tally.h"

/*
 * An index is not defined for fewer visits than its formula needs.
 */
void
check_min_visits(int min_visits, int least)
{
	if (min_visits < least)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("min_visits must be at least %d, not %d", least, min_visits),
				 errdetail("The index is not defined for fewer visits.")));
}

static inline float8
value_of(TallyQuotient quotient)
{
	return (float8) quotient.numerator / quotient.denominator;
}

/* UPC: max n_j / N */
static TallyQuotient
usual_provider_of_care(const Tally *tally)
{
	return (TallyQuotient)
	{
		tally->most, tally->visits
	};
}

float8
tally_usual_provider_of_care(const Tally *tally)
{
	return value_of(usual_provider_of_care(tally));
}

/* COC: (sum n_j^2 - N) / (N (N - 1)) */
static TallyQuotient
bice_boxerman(const Tally *tally)
{
	return (TallyQuotient)
	{
		tally->squares - tally->visits, tally->visits * (tally->visits - 1)
	};
}

float8
tally_bice_boxerman(const Tally *tally)
{
	return value_of(bice_boxerman(tally));
}

/*
 * The standard error of COC, were each visit an independent draw with the
 * observed shares p_j = n_j / N (Simpson 1949), S_r = sum p_j^r:
 *
 *		var = (4 N (N-1) (N-2) S3 + 2 N (N-1) S2 - 2 N (N-1) (2N-3) S2^2) / (N (N-1))^2
 *			= (4 (N-2) sum p_j (p_j - S2)^2 + 2 S2 (1 - S2)) / (N (N-1))
 *
 * The second line adds no negative terms, so nothing cancels: the error of a
 * patient who saw one provider is 0, not a little more or the root of a little
 * less.
 */
float8
tally_bice_boxerman_error(const Tally *tally, const uint32 *count)
{
	float8		n = tally->visits;
	float8		spread = 0;
	float8		s2;

	for (int64 j = 0; j < tally->providers; j++)
	{
		/* p_j - S2 = (n_j N - sum n^2) / N^2, whose numerator is a whole number */
		float8		difference = (float8) (count[j] * tally->visits - tally->squares) / (n * n);

		spread += count[j] / n * difference * difference;
	}
	s2 = tally->squares / (n * n);
	s2 *= (float8) (tally->visits * tally->visits - tally->squares) / (n * n);
	return sqrt((4 * (n - 2) * spread + 2 * s2) / (n * (n - 1)));
}

/* HI: sum n_j^2 / N^2 */
static TallyQuotient
herfindahl(const Tally *tally)
{
	return (TallyQuotient)
	{
		tally->squares, tally->visits * tally->visits
	};
}

float8
tally_herfindahl(const Tally *tally)
{
	return value_of(herfindahl(tally));
}

/* SECON: s / (N - 1) */
static TallyQuotient
sequential_continuity(const Tally *tally)
{
	return (TallyQuotient)
	{
		tally->repeats, tally->visits - 1
	};
}

float8
tally_sequential_continuity(const Tally *tally)
{
	return value_of(sequential_continuity(tally));
}

/* K: (N - k) / (N - 1) */
static TallyQuotient
k_index(const Tally *tally)
{
	return (TallyQuotient)
	{
		tally->visits - tally->providers, tally->visits - 1
	};
}

float8
tally_k_index(const Tally *tally)
{
	return value_of(k_index(tally));
}

/* MCI: (10 (N - k) + 1) / (10 N + 1) */
float8
tally_modified_continuity(const Tally *tally)
{
	return (float8) (10 * (tally->visits - tally->providers) + 1) / (10 * tally->visits + 1);
}

/* MMCI: (10 (N - k) + 1) / (10 (N - 1) + 1) */
static TallyQuotient
modified_modified_continuity(const Tally *tally)
{
	return (TallyQuotient)
	{
		10 * (tally->visits - tally->providers) + 1, 10 * (tally->visits - 1) + 1
	};
}

float8
tally_modified_modified_continuity(const Tally *tally)
{
	return value_of(modified_modified_continuity(tally));
}

/* SECON - COC: (s N - sum n_j^2 + N) / (N (N - 1)) */
float8
tally_stickiness(const Tally *tally)
{
	return (float8) (tally->repeats * tally->visits - tally->squares + tally->visits) /
		(tally->visits * (tally->visits - 1));
}

const TallyIndex tally_indices[TALLY_INDICES] = {
	{"usual_provider_of_care", offsetof(Tally, most), usual_provider_of_care},
	{"bice_boxerman", offsetof(Tally, squares), bice_boxerman},
	{"herfindahl", offsetof(Tally, squares), herfindahl},
	{"sequential_continuity", offsetof(Tally, repeats), sequential_continuity},
	{"k_index", offsetof(Tally, providers), k_index},
	{"modified_modified_continuity", offsetof(Tally, providers), modified_modified_continuity}
};
