/*
 * own_locality_bound.c
 *		How large a share with a practice of their own locality no map can pass.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "locality/locality_read.h"

/* People of one practice in one area. */
typedef struct Patients
{
	int32		practice;
	int32		group;			/* that no locality crosses */
	int32		area;
	double		registered;
	double		people;			/* of the area */
} Patients;

/*
 * By practices and groups, then the areas with most patients of the practice a
 * person first.
 */
static inline int
patients_order(const Patients *x, const Patients *y)
{
	double		left = x->registered * y->people;
	double		right = y->registered * x->people;

	if (x->practice != y->practice)
		return x->practice < y->practice ? -1 : 1;
	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	if ((x->people == 0) != (y->people == 0))
		return x->people == 0 ? -1 : 1;
	if (left != right)
		return left > right ? -1 : 1;
	return (x->area > y->area) - (x->area < y->area);
}

#define ST_SORT sort_patients
#define ST_ELEMENT_TYPE Patients
#define ST_COMPARE(a, b) patients_order(a, b)
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

static Patients *
find_patients(const LocalityMap *map, const int32 *within)
{
	Patients   *patients = array_allocate(map->first_part[map->areas], sizeof(Patients));

	for (int32 area = 0; area < map->areas; area++)
		for (int32 i = map->first_part[area]; i < map->first_part[area + 1]; i++)
		{
			CHECK_FOR_INTERRUPTS();
			patients[i] = (Patients)
			{
				map->part[i].practice, within == NULL ? 0 : within[area], area, map->part[i].people, map->people[area]
			};
		}
	sort_patients(patients, map->first_part[map->areas]);
	return patients;
}

/*
 * The most of one practice's list in one locality of one group: among so many
 * people, or in one area that is larger and so alone.
 */
static double
bound_of(const Patients *patients, int32 count, double largest)
{
	double		room = largest;
	double		among = 0;
	double		alone = 0;

	for (int32 i = 0; i < count; i++)
	{
		const Patients *p = &patients[i];

		CHECK_FOR_INTERRUPTS();
		if (p->people > largest)
			alone = Max(alone, p->registered);
		else if (p->people <= room)
		{
			among += p->registered;
			room -= p->people;
		}
		else
		{
			among += p->registered * (room / p->people);
			room = 0;
		}
	}
	return Max(among, alone);
}

PG_FUNCTION_INFO_V1(own_locality_bound);

/*
 * own_locality_bound(people place_counts, lists place_flows, largest float8,
 *			within place_flows) -> float8
 *
 * A share with a practice of their own locality that no map with localities of at
 * most "largest" people can pass: each practice is given the "largest" people
 * among whom most of its list lives, whoever else would want them, in one piece or
 * not.  An area with more people may be a locality alone.  With "within" a
 * locality stays in one group.  It is loose: it says what no map can do, not what
 * a map could.  From 0 to 1; NULL for NULL people, lists or largest and where
 * nobody is registered.  Errors: 22023 for a largest that is not above 0, for an
 * area of the lists that "people" does not have, and for an area in no group or in
 * two.
 *
 * Source: the continuous knapsack (Dantzig 1957), one a practice.
 */
Datum
own_locality_bound(PG_FUNCTION_ARGS)
{
	LocalityMap map = {0};
	PlaceCounts *people;
	CodeList	areas;
	Patients   *patients;
	int32	   *within = NULL;
	double		largest;
	double		most = 0;
	double		registered = 0;
	int32		all;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	people = PG_GETARG_PLACE_COUNTS(0);
	largest = PG_GETARG_FLOAT8(2);
	check_largest(largest);
	areas = place_counts_places(people);
	read_people(&map, people);
	read_lists(&map, PG_GETARG_PLACE_FLOWS(1), &areas);
	if (!PG_ARGISNULL(3))
		within = read_membership(PG_GETARG_PLACE_FLOWS(3), &areas, "within");
	patients = find_patients(&map, within);
	all = map.first_part[map.areas];
	for (int32 begin = 0; begin < all;)
	{
		int32		practice = patients[begin].practice;
		double		bound = 0;

		while (begin < all && patients[begin].practice == practice)
		{
			int32		end = begin + 1;

			while (end < all && patients[end].practice == practice && patients[end].group == patients[begin].group)
				end++;
			bound = Max(bound, bound_of(patients + begin, end - begin, largest));
			begin = end;
		}
		most += bound;
		registered += map.list[practice];
	}
	if (registered == 0)
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(Min(1, most / registered));
}
