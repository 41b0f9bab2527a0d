/*
 * locality_hold.c
 *		Whether a locality holds together, and what is in one piece.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "locality/locality_map.h"

/*
 * A mark that no area has yet.
 */
uint32
locality_epoch(Localities *set)
{
	if (set->epoch >= UINT32_MAX - 2)
	{
		memset(set->mark, 0, sizeof(uint32) * set->map->areas);
		set->epoch = 0;
	}
	return ++set->epoch;
}

/*
 * Does an area's locality hold together without it?  False also for a
 * locality's only area.
 */
bool
locality_holds_without(Localities *set, int32 area)
{
	const LocalityMap *map = set->map;
	int32		locality = set->of[area];
	uint32		wanted = locality_epoch(set);
	uint32		seen = locality_epoch(set);
	int32		neighbours = 0;
	int32		start = -1;
	int32		head = 0;
	int32		tail = 0;
	int32		i;

	for (i = map->first_neighbour[area]; i < map->first_neighbour[area + 1]; i++)
		if (set->of[map->neighbour[i]] == locality)
		{
			start = map->neighbour[i];
			set->mark[start] = wanted;
			neighbours++;
		}
	if (neighbours <= 1)
		return neighbours == 1;

	/* Most often the neighbours touch each other. */
	set->mark[start] = seen;
	set->queue[tail++] = start;
	neighbours--;
	while (head < tail)
	{
		int32		at = set->queue[head++];

		for (i = map->first_neighbour[at]; i < map->first_neighbour[at + 1]; i++)
			if (set->mark[map->neighbour[i]] == wanted)
			{
				set->mark[map->neighbour[i]] = seen;
				set->queue[tail++] = map->neighbour[i];
				if (--neighbours == 0)
					return true;
			}
	}

	/* If not, look for a way round through the locality. */
	set->mark[area] = seen;
	for (head = 0; head < tail; head++)
	{
		int32		at = set->queue[head];

		for (i = map->first_neighbour[at]; i < map->first_neighbour[at + 1]; i++)
		{
			int32		next = map->neighbour[i];

			if (set->of[next] != locality || set->mark[next] == seen)
				continue;
			if (set->mark[next] == wanted && --neighbours == 0)
				return true;
			set->mark[next] = seen;
			set->queue[tail++] = next;
		}
	}
	return false;
}

/*
 * What is in one piece: areas of one code that touch, each piece a locality, in the
 * order of first areas.  Areas without a code (-1) make pieces of at most "largest"
 * people.  Returns the number of pieces.
 */
int32
locality_pieces(const LocalityMap *map, const int32 *code, int32 *piece)
{
	int32	   *queue = array_allocate_zero(map->areas, sizeof(int32));
	int32		pieces = 0;

	memset(piece, -1, sizeof(int32) * map->areas);
	for (int32 start = 0; start < map->areas; start++)
	{
		int32		head = 0;
		int32		tail = 0;
		double		people = map->people[start];

		if (piece[start] >= 0)
			continue;
		piece[start] = pieces;
		queue[tail++] = start;
		while (head < tail)
		{
			int32		at = queue[head++];

			for (int32 i = map->first_neighbour[at]; i < map->first_neighbour[at + 1]; i++)
			{
				int32		next = map->neighbour[i];

				CHECK_FOR_INTERRUPTS();
				if (piece[next] >= 0 || code[next] != code[start] ||
					(code[start] < 0 && people + map->people[next] > map->largest))
					continue;
				people += map->people[next];
				piece[next] = pieces;
				queue[tail++] = next;
			}
		}
		pieces++;
	}
	pfree(queue);
	return pieces;
}
