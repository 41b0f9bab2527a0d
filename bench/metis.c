/*
 * metis.c
 *		Divides a graph with METIS, for bench/localities only.
 *
 * Reads "areas|parts|imbalance in thousandths", a line of people for each area
 * and "area|neighbour|weight" for each pair; writes the part of each area, and
 * to stderr the seconds that METIS took.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <metis.h>

int
main(void)
{
	long		areas;
	long		parts;
	long		imbalance;
	long		a;
	long		b;
	long		weight;
	long		edges = 0;
	long		capacity = 1024;
	long	   *edge;
	idx_t	   *people;
	idx_t	   *start;
	idx_t	   *next;
	idx_t	   *neighbour;
	idx_t	   *shared;
	idx_t	   *part;
	idx_t		n;
	idx_t		constraints = 1;
	idx_t		wanted;
	idx_t		cut;
	idx_t		options[METIS_NOPTIONS];
	clock_t		began;

	if (scanf("%ld|%ld|%ld", &areas, &parts, &imbalance) != 3)
		return 1;
	people = calloc(areas, sizeof(idx_t));
	start = calloc(areas + 1, sizeof(idx_t));
	next = calloc(areas, sizeof(idx_t));
	part = calloc(areas, sizeof(idx_t));
	edge = malloc(capacity * 3 * sizeof(long));
	for (a = 0; a < areas; a++)
	{
		if (scanf("%ld", &weight) != 1)
			return 1;
		people[a] = weight;
	}
	while (scanf("%ld|%ld|%ld", &a, &b, &weight) == 3)
	{
		if (edges == capacity)
			edge = realloc(edge, (capacity *= 2) * 3 * sizeof(long));
		edge[3 * edges] = a;
		edge[3 * edges + 1] = b;
		edge[3 * edges++ + 2] = weight;
		start[a + 1]++;
		start[b + 1]++;
	}
	for (a = 0; a < areas; a++)
	{
		start[a + 1] += start[a];
		next[a] = start[a];
	}
	neighbour = calloc(2 * edges, sizeof(idx_t));
	shared = calloc(2 * edges, sizeof(idx_t));
	for (a = 0; a < edges; a++)
	{
		idx_t		from = edge[3 * a];
		idx_t		to = edge[3 * a + 1];

		neighbour[next[from]] = to;
		shared[next[from]++] = edge[3 * a + 2];
		neighbour[next[to]] = from;
		shared[next[to]++] = edge[3 * a + 2];
	}
	METIS_SetDefaultOptions(options);
	options[METIS_OPTION_CONTIG] = 1;
	options[METIS_OPTION_UFACTOR] = imbalance;
	options[METIS_OPTION_NITER] = 100;
	options[METIS_OPTION_SEED] = 1;
	n = areas;
	wanted = parts;
	began = clock();
	if (METIS_PartGraphKway(&n, &constraints, start, neighbour, people, NULL, shared,
							&wanted, NULL, NULL, options, &cut, part) != METIS_OK)
		return 1;
	fprintf(stderr, "%.2f", (double) (clock() - began) / CLOCKS_PER_SEC);
	for (a = 0; a < areas; a++)
		printf("%ld\n", (long) part[a]);
	return 0;
}
