/*
 * bands.c
 *		Bands of published scores of frailty.
 */
#include "postgres.h"

#include <math.h>

#include "utils/builtins.h"

PG_FUNCTION_INFO_V1(frailty_band);

/*
 * frailty_band(deficits bigint, of bigint DEFAULT 36) -> text
 *
 * The band of the electronic frailty index, deficits present over deficits looked
 * for: 'fit' up to 0.12, 'mild' up to 0.24, 'moderate' up to 0.36, else 'severe'.  It
 * is found in whole numbers, so that no rounding decides.  NULL for NULL.
 * Errors: 22023 for fewer than no deficits, for more than are looked for, and for
 * fewer than 1 looked for.
 * Source: Clegg et al., Age and Ageing 45:353, 2016.
 */
Datum
frailty_band(PG_FUNCTION_ARGS)
{
	static const char *const bands[] = {"fit", "mild", "moderate"};
	int64		deficits = PG_GETARG_INT64(0);
	int64		of = PG_GETARG_INT64(1);

	if (of < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a frailty index is of 1 deficit or more, not of %lld", (long long) of)));
	if (deficits < 0 || deficits > of)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("deficits must be from 0 to %lld, not %lld", (long long) of, (long long) deficits)));

	for (int i = 0; i < 3; i++)
		if ((int128) 25 * deficits <= (int128) (3 * (i + 1)) * of)
			PG_RETURN_TEXT_P(cstring_to_text(bands[i]));
	PG_RETURN_TEXT_P(cstring_to_text("severe"));
}

PG_FUNCTION_INFO_V1(hospital_frailty_band);

/*
 * hospital_frailty_band(score double precision) -> text
 *
 * The band of the hospital frailty risk score: 'low' below 5, 'intermediate' from 5
 * to 15, 'high' above 15.  NULL for NULL.
 * Errors: 22023 for a score that is negative or not finite.
 * Source: Gilbert et al., Lancet 391:1775, 2018.
 */
Datum
hospital_frailty_band(PG_FUNCTION_ARGS)
{
	double		score = PG_GETARG_FLOAT8(0);

	if (!(score >= 0) || isinf(score))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("hospital frailty risk score must be a finite number that is not negative, not %.15g", score)));
	PG_RETURN_TEXT_P(cstring_to_text(score < 5 ? "low" : score <= 15 ? "intermediate" : "high"));
}
