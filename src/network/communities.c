/*
 * communities.c
 *		The search for the partition of the largest modularity.
 *
 * Leiden (Traag, Waltman and van Eck, Sci Rep 2019;9:5233): nodes move, each
 * community is refined into groups that hang together well, the groups become the
 * nodes of a smaller net, and so on.  What comes of it is improved by moves of
 * places and merges of communities until neither gains.  One such run can end well
 * below the optimum on few places, so there are many starts where these cost
 * nothing.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "network/communities.h"
#include "network/net.h"

/* Up to so many places there are so many starts. */
#define FEW_PLACES 200
#define STARTS 10

/* However pathological the net, no more than this: each is a few passes over it. */
#define MOST_LEVELS 40
#define MOST_ROUNDS 20
#define MOST_RUNS 10

/* Two partitions are worth the same if they differ by rounding only. */
#define SAME_WORTH 1e-12

/* Groups within communities, while the groups grow. */
typedef struct Refining
{
	const Net  *net;
	const uint32 *community;
	double		resolution;
	double	   *community_strength;
	uint32	   *group;			/* of each node */
	uint32	   *members;		/* of each group */
	double	   *strength;
	double	   *outward;		/* ties of each group with the rest of its community */
} Refining;

/*
 * What a partition of a graph is worth.  Communities are taken in the order of
 * their first places, so that the same partition has the same worth to the last bit
 * whatever its numbers.
 */
double
modularity_of(const Graph *graph, const uint32 *community, double resolution)
{
	uint32	   *number = array_allocate(graph->places, sizeof(uint32));
	double	   *inside = array_allocate_zero(graph->places, sizeof(double));
	double	   *strength = array_allocate_zero(graph->places, sizeof(double));
	double		all = sum_of_counts(graph->weight, graph->first[graph->places]);
	double		worth = 0;
	uint32		count;

	copy_bytes(number, community, sizeof(uint32) * graph->places);
	count = net_number(number, graph->places);
	for (uint32 i = 0; i < graph->places; i++)
		for (uint32 arc = graph->first[i]; arc < graph->first[i + 1]; arc++)
		{
			CHECK_FOR_INTERRUPTS();
			strength[number[i]] += graph->weight[arc];
			if (number[graph->neighbour[arc]] == number[i])
				inside[number[i]] += graph->weight[arc];
		}
	for (uint32 c = 0; c < count; c++)
	{
		double		share = strength[c] / all;

		CHECK_FOR_INTERRUPTS();
		worth += inside[c] / all - resolution * share * share;
	}
	pfree(number);
	pfree(inside);
	pfree(strength);
	return worth;
}

/* ------------------------------------------------------------------------
 * Leiden
 * ------------------------------------------------------------------------
 */

static void
refining_start(Refining *refining, const Net *net, const uint32 *community, double resolution)
{
	refining->net = net;
	refining->community = community;
	refining->resolution = resolution;
	refining->community_strength = array_allocate_zero(net->nodes, sizeof(double));
	refining->group = net_alone(net->nodes);
	refining->members = array_allocate(net->nodes, sizeof(uint32));
	refining->strength = array_allocate(net->nodes, sizeof(double));
	refining->outward = array_allocate_zero(net->nodes, sizeof(double));
	for (uint32 i = 0; i < net->nodes; i++)
	{
		refining->community_strength[community[i]] += net->strength[i];
		refining->members[i] = 1;
		refining->strength[i] = net->strength[i];
		for (uint32 arc = net->first[i]; arc < net->first[i + 1]; arc++)
		{
			CHECK_FOR_INTERRUPTS();
			if (community[net->neighbour[arc]] == community[i])
				refining->outward[i] += net->weight[arc];
		}
	}
}

static void
refining_end(Refining *refining)
{
	pfree(refining->community_strength);
	pfree(refining->members);
	pfree(refining->strength);
	pfree(refining->outward);
}

/*
 * Is a group tied to the rest of its community as well as chance would tie it?
 */
static bool
is_well_tied(const Refining *refining, uint32 group, uint32 community)
{
	double		strength = refining->strength[group];

	return refining->outward[group] >=
		refining->resolution * strength * (refining->community_strength[community] - strength) / 2;
}

/*
 * A node that is still alone joins the group, of those of its community, with which
 * it gains most.  tie is all zero before and after.
 */
static void
join_group(Refining *refining, uint32 node, double *tie)
{
	const Net  *net = refining->net;
	uint32		community = refining->community[node];
	double		best = 0;
	uint32		to = node;

	for (uint32 arc = net->first[node]; arc < net->first[node + 1]; arc++)
	{
		CHECK_FOR_INTERRUPTS();
		if (refining->community[net->neighbour[arc]] == community)
			tie[refining->group[net->neighbour[arc]]] += net->weight[arc];
	}
	for (uint32 arc = net->first[node]; arc < net->first[node + 1]; arc++)
	{
		uint32		group = refining->group[net->neighbour[arc]];
		double		gain;

		CHECK_FOR_INTERRUPTS();
		if (refining->community[net->neighbour[arc]] != community || !is_well_tied(refining, group, community))
			continue;
		gain = tie[group] - refining->resolution * net->strength[node] * refining->strength[group] / 2;
		if (gain <= best)
			continue;
		best = gain;
		to = group;
	}
	if (to != node)
	{
		refining->group[node] = to;
		refining->members[node]--;
		refining->members[to]++;
		refining->strength[to] += net->strength[node];
		refining->outward[to] += refining->outward[node] - 2 * tie[to];
	}
	for (uint32 arc = net->first[node]; arc < net->first[node + 1]; arc++)
		tie[refining->group[net->neighbour[arc]]] = 0;
}

/*
 * Divides each community into groups that hang together, and says how many there
 * are.
 */
static uint32 *
refine(const Net *net, const uint32 *community, double resolution, Dice *dice, uint32 *groups)
{
	uint32	   *node = net_shuffled(net->nodes, dice);
	double	   *tie = array_allocate_zero(net->nodes, sizeof(double));
	Refining	refining;

	refining_start(&refining, net, community, resolution);
	for (uint32 k = 0; k < net->nodes; k++)
	{
		uint32		i = node[k];

		CHECK_FOR_INTERRUPTS();
		if (refining.group[i] == i && refining.members[i] == 1 && is_well_tied(&refining, i, community[i]))
			join_group(&refining, i, tie);
	}
	refining_end(&refining);
	pfree(node);
	pfree(tie);
	*groups = net_number(refining.group, net->nodes);
	return refining.group;
}

/*
 * One run, from a partition that it improves.
 */
static void
leiden(const Net *net, uint32 *community, double resolution, Dice *dice)
{
	Net			level = *net;
	uint32	   *node = net_alone(net->nodes);	/* of the level, for each of the net's */
	uint32	   *part = array_allocate(net->nodes, sizeof(uint32));

	copy_bytes(part, community, sizeof(uint32) * net->nodes);
	for (int levels = 0; levels < MOST_LEVELS; levels++)
	{
		uint32	   *group;
		uint32	   *next_part;
		uint32		groups;
		Net			next;

		net_move(&level, part, resolution, dice);
		(void) net_number(part, level.nodes);
		group = refine(&level, part, resolution, dice, &groups);
		if (groups == level.nodes)
		{
			pfree(group);
			break;
		}
		next = net_united(&level, group, groups);
		next_part = array_allocate(groups, sizeof(uint32));
		for (uint32 i = 0; i < level.nodes; i++)
			next_part[group[i]] = part[i];
		for (uint32 i = 0; i < net->nodes; i++)
		{
			CHECK_FOR_INTERRUPTS();
			node[i] = group[node[i]];
		}
		if (levels > 0)
			net_free(&level);
		pfree(part);
		pfree(group);
		part = next_part;
		level = next;
		(void) net_number(part, level.nodes);
	}
	for (uint32 i = 0; i < net->nodes; i++)
	{
		CHECK_FOR_INTERRUPTS();
		community[i] = part[node[i]];
	}
	if (level.first != net->first)
		net_free(&level);
	pfree(node);
	pfree(part);
}

/* ------------------------------------------------------------------------
 * The search
 * ------------------------------------------------------------------------
 */

/*
 * Merges communities as long as that gains.  Did any?
 */
static bool
merge(const Net *net, uint32 *community, double resolution, Dice *dice)
{
	uint32		count = net_number(community, net->nodes);
	Net			united = net_united(net, community, count);
	uint32	   *merged = net_alone(count);
	bool		gained = net_move(&united, merged, resolution, dice) > 0;

	for (uint32 i = 0; gained && i < net->nodes; i++)
	{
		CHECK_FOR_INTERRUPTS();
		community[i] = merged[community[i]];
	}
	net_free(&united);
	pfree(merged);
	return gained;
}

/*
 * Moves places and merges communities until neither gains; all communities hang
 * together.
 */
static void
polish(const Net *net, uint32 *community, double resolution, Dice *dice)
{
	for (int rounds = 0; rounds < MOST_ROUNDS; rounds++)
	{
		bool		again;

		net_move(net, community, resolution, dice);
		again = merge(net, community, resolution, dice);
		again |= net_split(net, community);
		if (!again)
			break;
	}
}

static void
random_partition(uint32 *community, uint32 nodes, Dice *dice)
{
	uint32		count = 1 + dice_below(dice, Max(nodes / 2, 1));

	for (uint32 i = 0; i < nodes; i++)
		community[i] = dice_below(dice, count);
}

/*
 * The community of each place.  The same graph and seed give the same answer; every
 * community hangs together.
 */
uint32 *
communities_of(const Graph *graph, double resolution, int seed)
{
	Dice		dice = {(uint64) (int64) seed};
	Net			net = net_of_graph(graph);
	uint32	   *best = net_alone(graph->places);
	uint32	   *community = net_alone(graph->places);
	double		most = 0;
	int			runs = graph->places <= FEW_PLACES ? STARTS : MOST_RUNS;

	for (int run = 0; graph->ties > 0 && run < runs; run++)
	{
		double		worth;

		if (run > 0 && graph->places <= FEW_PLACES)
			random_partition(community, graph->places, &dice);
		else
			leiden(&net, community, resolution, &dice);
		polish(&net, community, resolution, &dice);
		worth = modularity_of(graph, community, resolution);
		if (run == 0 || worth > most + SAME_WORTH)
		{
			copy_bytes(best, community, sizeof(uint32) * graph->places);
			most = worth;
		}
		else if (graph->places > FEW_PLACES)
			break;
	}
	net_free(&net);
	pfree(community);
	return best;
}
