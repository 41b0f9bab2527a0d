/*
 * net.c
 *		A net of nodes, and a partition of them that moves of single nodes improve.
 *
 * What a partition is worth is its modularity: the weight of ties within communities
 * less resolution times the square of half the strength of each community.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "base/memory.h"
#include "network/net.h"

/* A move must gain more than rounding could, as a share of the node's strength. */
#define LEAST_GAIN 1e-10

/* How often each arc may be looked at, on average, before moving ends. */
#define LOOKS_PER_ARC 40

/* The ties of one node, added up by what they lead to. */
typedef struct TieSums
{
	double	   *sum;			/* 0 for what is not listed */
	uint32	   *listed;
	uint32		count;
} TieSums;

/* A partition while nodes move. */
typedef struct Moving
{
	const Net  *net;
	uint32	   *community;
	double		resolution;
	double	   *strength;		/* of each community */
	uint32	   *members;
	uint32	   *unused;			/* numbers of communities without a member */
	uint32		unused_count;
	TieSums		ties;
} Moving;

/* Nodes to be looked at, each at most once at a time. */
typedef struct Queue
{
	uint32	   *node;			/* a ring of as many as there are nodes */
	uint32		head;
	uint32		count;
	bool	   *is_in;
} Queue;

static void
tie_sums_init(TieSums *ties, uint32 nodes)
{
	ties->sum = array_allocate_zero(nodes, sizeof(double));
	ties->listed = array_allocate(nodes, sizeof(uint32));
	ties->count = 0;
}

static void
tie_sums_free(TieSums *ties)
{
	pfree(ties->sum);
	pfree(ties->listed);
}

static inline void
tie_sums_add(TieSums *ties, uint32 to, double weight)
{
	if (ties->sum[to] == 0)
		ties->listed[ties->count++] = to;
	ties->sum[to] += weight;
}

static inline void
tie_sums_clear(TieSums *ties)
{
	for (uint32 i = 0; i < ties->count; i++)
		ties->sum[ties->listed[i]] = 0;
	ties->count = 0;
}

/* ------------------------------------------------------------------------
 * Nets
 * ------------------------------------------------------------------------
 */

static Net
net_allocate(uint32 nodes, uint32 arcs)
{
	return (Net)
	{
		.nodes = nodes,
			.first = array_allocate_zero((Size) nodes + 1, sizeof(uint32)),
			.neighbour = array_allocate(arcs, sizeof(uint32)),
			.weight = array_allocate(arcs, sizeof(double)),
			.strength = array_allocate_zero(nodes, sizeof(double))
	};
}

void
net_free(Net *net)
{
	pfree(net->first);
	pfree(net->neighbour);
	pfree(net->weight);
	pfree(net->strength);
}

/*
 * Ties that weigh next to nothing beside all others weigh nothing: then they are
 * not there.
 */
Net
net_of_graph(const Graph *graph)
{
	uint32		arcs = graph->first[graph->places];
	Net			net = net_allocate(graph->places, arcs);
	double		all = sum_of_counts(graph->weight, arcs) / 2;
	uint32		used = 0;

	for (uint32 i = 0; i < graph->places; i++)
	{
		net.first[i] = used;
		for (uint32 arc = graph->first[i]; arc < graph->first[i + 1]; arc++)
		{
			double		weight = graph->weight[arc] / all;

			CHECK_FOR_INTERRUPTS();
			if (weight == 0)
				continue;
			net.neighbour[used] = graph->neighbour[arc];
			net.weight[used++] = weight;
			net.strength[i] += weight;
		}
	}
	net.first[graph->places] = used;
	return net;
}

/*
 * The nodes of each group, group after group.  begin[g] is where those of a group
 * begin.
 */
static uint32 *
nodes_by_group(const uint32 *group, uint32 nodes, uint32 groups, uint32 **begin)
{
	uint32	   *node = array_allocate(nodes, sizeof(uint32));
	uint32	   *next = array_allocate_zero((Size) groups + 2, sizeof(uint32));

	for (uint32 i = 0; i < nodes; i++)
	{
		CHECK_FOR_INTERRUPTS();
		next[group[i] + 2]++;
	}
	for (uint32 g = 1; g <= groups; g++)
	{
		CHECK_FOR_INTERRUPTS();
		next[g + 1] += next[g];
	}
	for (uint32 i = 0; i < nodes; i++)
	{
		CHECK_FOR_INTERRUPTS();
		node[next[group[i] + 1]++] = i;
	}
	*begin = next;
	return node;
}

/*
 * The net whose nodes are groups of this one's.
 */
Net
net_united(const Net *net, const uint32 *group, uint32 groups)
{
	Net			united = net_allocate(groups, net->first[net->nodes]);
	uint32	   *begin;
	uint32	   *node = nodes_by_group(group, net->nodes, groups, &begin);
	uint32		used = 0;
	TieSums		ties;

	tie_sums_init(&ties, groups);
	for (uint32 g = 0; g < groups; g++)
	{
		united.first[g] = used;
		for (uint32 k = begin[g]; k < begin[g + 1]; k++)
		{
			uint32		i = node[k];

			united.strength[g] += net->strength[i];
			for (uint32 arc = net->first[i]; arc < net->first[i + 1]; arc++)
			{
				CHECK_FOR_INTERRUPTS();
				if (group[net->neighbour[arc]] != g)
					tie_sums_add(&ties, group[net->neighbour[arc]], net->weight[arc]);
			}
		}
		for (uint32 k = 0; k < ties.count; k++)
		{
			united.neighbour[used] = ties.listed[k];
			united.weight[used++] = ties.sum[ties.listed[k]];
		}
		tie_sums_clear(&ties);
	}
	united.first[groups] = used;
	tie_sums_free(&ties);
	pfree(node);
	pfree(begin);
	return united;
}

/* ------------------------------------------------------------------------
 * Partitions
 * ------------------------------------------------------------------------
 */

/*
 * Every node a community of its own.
 */
uint32 *
net_alone(uint32 nodes)
{
	uint32	   *community = array_allocate(nodes, sizeof(uint32));

	for (uint32 i = 0; i < nodes; i++)
	{
		CHECK_FOR_INTERRUPTS();
		community[i] = i;
	}
	return community;
}

/*
 * The nodes in random order.
 */
uint32 *
net_shuffled(uint32 nodes, Dice *dice)
{
	uint32	   *node = net_alone(nodes);

	for (uint32 i = nodes; i > 1; i--)
	{
		uint32		other = dice_below(dice, i);
		uint32		swapped = node[i - 1];

		CHECK_FOR_INTERRUPTS();
		node[i - 1] = node[other];
		node[other] = swapped;
	}
	return node;
}

/*
 * Numbers communities anew, in the order of their first nodes, and says how many
 * there are.
 */
uint32
net_number(uint32 *community, uint32 nodes)
{
	uint32	   *number = array_allocate_zero(nodes, sizeof(uint32));	/* from 1; 0: none yet */
	uint32		count = 0;

	for (uint32 i = 0; i < nodes; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (number[community[i]] == 0)
			number[community[i]] = ++count;
		community[i] = number[community[i]] - 1;
	}
	pfree(number);
	return count;
}

static void
moving_start(Moving *moving, const Net *net, uint32 *community, double resolution)
{
	moving->net = net;
	moving->community = community;
	moving->resolution = resolution;
	moving->strength = array_allocate_zero(net->nodes, sizeof(double));
	moving->members = array_allocate_zero(net->nodes, sizeof(uint32));
	moving->unused = array_allocate(net->nodes, sizeof(uint32));
	moving->unused_count = 0;
	tie_sums_init(&moving->ties, net->nodes);
	for (uint32 i = 0; i < net->nodes; i++)
	{
		CHECK_FOR_INTERRUPTS();
		moving->strength[community[i]] += net->strength[i];
		moving->members[community[i]]++;
	}
	for (uint32 i = 0; i < net->nodes; i++)
	{
		CHECK_FOR_INTERRUPTS();
		if (moving->members[i] == 0)
			moving->unused[moving->unused_count++] = i;
	}
}

static void
moving_end(Moving *moving)
{
	pfree(moving->strength);
	pfree(moving->members);
	pfree(moving->unused);
	tie_sums_free(&moving->ties);
}

/*
 * The community in which a node is worth most: its own unless another gains, a
 * neighbour's, or one of its own.
 */
static uint32
best_community(Moving *moving, uint32 node)
{
	const Net  *net = moving->net;
	uint32		from = moving->community[node];
	double		strength = net->strength[node];
	double		price = moving->resolution * strength / 2;	/* of each unit of a community's strength */
	double		best = LEAST_GAIN * (strength + price);
	double		stay;
	uint32		to = from;

	for (uint32 arc = net->first[node]; arc < net->first[node + 1]; arc++)
	{
		CHECK_FOR_INTERRUPTS();
		tie_sums_add(&moving->ties, moving->community[net->neighbour[arc]], net->weight[arc]);
	}
	stay = moving->ties.sum[from] - price * (moving->strength[from] - strength);
	for (uint32 k = 0; k < moving->ties.count; k++)
	{
		uint32		other = moving->ties.listed[k];
		double		gain = moving->ties.sum[other] - price * moving->strength[other] - stay;

		if (other == from || gain <= best)
			continue;
		best = gain;
		to = other;
	}
	if (moving->members[from] > 1 && -stay > best && moving->unused_count > 0)
		to = moving->unused[moving->unused_count - 1];
	tie_sums_clear(&moving->ties);
	return to;
}

static void
move_node(Moving *moving, uint32 node, uint32 to)
{
	uint32		from = moving->community[node];

	if (moving->members[to] == 0)
	{
		moving->unused_count--;
		moving->strength[to] = 0;
	}
	moving->members[from]--;
	moving->members[to]++;
	moving->strength[from] -= moving->net->strength[node];
	moving->strength[to] += moving->net->strength[node];
	moving->community[node] = to;
	if (moving->members[from] == 0)
		moving->unused[moving->unused_count++] = from;
}

static inline void
queue_put(Queue *queue, uint32 node, uint32 nodes)
{
	if (queue->is_in[node])
		return;
	queue->is_in[node] = true;
	queue->node[(queue->head + queue->count++) % nodes] = node;
}

/*
 * Moves single nodes, in random order, as long as that gains; a node is looked at
 * again when a neighbour has moved elsewhere (Traag, Waltman and van Eck, Sci Rep
 * 2019;9:5233).  The work is bounded whatever the net.  Returns how many moves
 * there were.
 */
uint32
net_move(const Net *net, uint32 *community, double resolution, Dice *dice)
{
	uint64		looks = ((uint64) net->first[net->nodes] + net->nodes) * LOOKS_PER_ARC;
	Queue		queue = {net_shuffled(net->nodes, dice), 0, net->nodes, array_allocate(net->nodes, sizeof(bool))};
	Moving		moving;
	uint32		moves = 0;

	moving_start(&moving, net, community, resolution);
	memset(queue.is_in, true, net->nodes);
	while (queue.count > 0)
	{
		uint32		node = queue.node[queue.head];
		uint32		degree = net->first[node + 1] - net->first[node];
		uint32		to;

		CHECK_FOR_INTERRUPTS();
		if (looks <= degree)
			break;
		looks -= degree + 1;
		queue.head = (queue.head + 1) % net->nodes;
		queue.count--;
		queue.is_in[node] = false;
		to = best_community(&moving, node);
		if (to == community[node])
			continue;
		move_node(&moving, node, to);
		moves++;
		for (uint32 arc = net->first[node]; arc < net->first[node + 1]; arc++)
		{
			CHECK_FOR_INTERRUPTS();
			if (community[net->neighbour[arc]] != to)
				queue_put(&queue, net->neighbour[arc], net->nodes);
		}
	}
	moving_end(&moving);
	pfree(queue.node);
	pfree(queue.is_in);
	return moves;
}

/*
 * Makes communities of the parts of each that do not hang together: they are never
 * worth less.  Communities are numbered anew.  Was there any?
 */
bool
net_split(const Net *net, uint32 *community)
{
	uint32	   *part = array_allocate_zero(net->nodes, sizeof(uint32));	/* from 1; 0: none yet */
	uint32	   *queue = array_allocate(net->nodes, sizeof(uint32));
	uint32		before = net_number(community, net->nodes);
	uint32		parts = 0;

	for (uint32 start = 0; start < net->nodes; start++)
	{
		uint32		tail = 0;

		CHECK_FOR_INTERRUPTS();
		if (part[start] != 0)
			continue;
		part[start] = ++parts;
		queue[tail++] = start;
		for (uint32 head = 0; head < tail; head++)
			for (uint32 arc = net->first[queue[head]]; arc < net->first[queue[head] + 1]; arc++)
			{
				uint32		next = net->neighbour[arc];

				CHECK_FOR_INTERRUPTS();
				if (part[next] != 0 || community[next] != community[start])
					continue;
				part[next] = parts;
				queue[tail++] = next;
			}
	}
	for (uint32 i = 0; i < net->nodes; i++)
	{
		CHECK_FOR_INTERRUPTS();
		community[i] = part[i] - 1;
	}
	pfree(part);
	pfree(queue);
	return parts > before;
}
