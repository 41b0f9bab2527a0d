/*
 * chart.h
 *		What all control charts share: a series read from a window, and the rules
 *		that tell a change from chance.
 */
#ifndef PLACEBASE_CHART_H
#define PLACEBASE_CHART_H

#include "windowapi.h"

#include "base/compat.h"

/* Limits lie three standard deviations from the centre. */
#define LIMIT_DEVIATIONS 3

/* The mean range of two values, in standard deviations of a value. */
#define RANGE_OF_TWO 1.128

/* Points that make a trend, and a run on one side of the centre. */
#define USUAL_TREND 7
#define USUAL_RUN 7

/* The points of a partition in the order of its window. */
typedef struct Series
{
	int64		count;
	double	   *value;
	double	   *people;			/* NULL where the chart has none */
	bool	   *in_baseline;	/* do these rows set the limits? */
	int64	   *row;
	double	   *lower;			/* limits of each point, not cut; the chart's part */
	double	   *upper;
} Series;

/* Which patterns are looked for beside points outside the limits. */
typedef struct ChartRules
{
	int			trend;			/* so many points that rise or fall; 0: not looked for */
	int			run;			/* so many points on one side of the centre */
	bool		near;			/* two of three near a limit */
} ChartRules;

/*
 * One partition's chart.  The memory that the window gives is fixed at the first
 * call, when only the number of rows is known, so that is its size.
 */
typedef struct Chart
{
	bool		is_ready;
	ChartRules	rules;
	bool		screen;			/* leave out what the limits of ranges exclude */
	bool		prime;			/* limits widened by Laney's sigma */
	double		centre;			/* NaN if no row sets it */
	double		lower;			/* NaN if fewer than two rows set the limits */
	double		upper;
	double		deviation;		/* of one person, where the limits depend on people */
	char		signals[FLEXIBLE_ARRAY_MEMBER]; /* one each row of the partition */
} Chart;

extern WindowObject chart_window(FunctionCallInfo fcinfo, const char *function);
extern Chart *chart_memory(WindowObject window);
extern Datum chart_option(WindowObject window, int argument, const char *name);
pg_noreturn extern void refuse_changed_option(const char *name);

extern Series series_read(WindowObject window, int people, int baseline);
extern Series series_baseline(const Series *series);
extern void series_free(Series *series);
extern double series_mean(const Series *series);
extern double series_mean_range(const Series *series, double largest);
extern void series_set_limits(Series *series, double lower, double upper);

extern void chart_judge(Chart *chart, const Series *series);
extern Datum chart_point(FunctionCallInfo fcinfo, const Chart *chart, WindowObject window);
extern Datum chart_signal(const Chart *chart, WindowObject window, bool *isnull);

#endif
