/*
 * care_builder.h
 *		Collects visits in any order and writes the one care_history they make, or the
 *		value of another kind that is stored like one.
 */
#ifndef PLACEBASE_CARE_BUILDER_H
#define PLACEBASE_CARE_BUILDER_H

#include "care/care_layout.h"

typedef struct CareVisit
{
	TimestampTz at;
	uint32		provider;		/* its number in the builder */
} CareVisit;

/* Up to so many need no memory beyond the builder itself. */
#define CARE_FEW_PROVIDERS 16
#define CARE_FEW_VISITS 32

typedef struct CareBuilder
{
	const DatedKind *kind;
	uint32		visits;
	uint32		providers;
	uint64		capacity;		/* of visit */
	CareVisit  *visit;
	bool		hashed;			/* the codes are in many, not in few */
	Codes		many;
	Code		few[CARE_FEW_PROVIDERS];
	CareVisit	few_visits[CARE_FEW_VISITS];
} CareBuilder;

extern void care_builder_init(CareBuilder *builder);
extern void dated_builder_init(CareBuilder *builder, const DatedKind *kind);
extern void care_builder_reserve(CareBuilder *builder, uint64 visits);
extern uint32 care_builder_provider(CareBuilder *builder, Code code);
extern void care_builder_history(CareBuilder *builder, const CareHistory *history);
extern struct varlena *care_builder_finish(CareBuilder *builder);

static inline void
care_builder_visit(CareBuilder *builder, TimestampTz at, uint32 provider)
{
	if (builder->visits == builder->capacity)
		care_builder_reserve(builder, 1);
	builder->visit[builder->visits++] = (CareVisit)
	{
		at, provider
	};
}

#endif
