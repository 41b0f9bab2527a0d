# placebase: population and place analytics for PostgreSQL
#
#   make                  build against the server that pg_config names
#   make install          install it there
#   make installcheck     the SQL tests against an installed server, which psql reaches (needs pgTAP);
#                         TESTS="test/rate/xmr.sql ..." for some of them
#   make dist             the sources of the commit at hand as PGXN takes them, in placebase-VERSION.zip
#   make site             the documents of doc/ as a site that can be searched, in site/ (needs mkdocs)
#   make pictures         the pictures of README.md and of doc/, from the dashboard
#   test/run              everything: build, install, throwaway cluster, tests
#   make release-check    is this version ready to be released? test/release prepares one
#
# In an empty directory, make -f SOURCES/Makefile builds there.

# Where the sources stand.
here      := $(patsubst %/,%,$(dir $(firstword $(MAKEFILE_LIST))))
ifneq ($(here),.)
ifneq ($(wildcard $(here)/src/*/*.o),)
$(error $(here) has been built in, so a build elsewhere would take its objects: make -C $(here) clean)
endif
VPATH     := $(here)
endif
in_sources = $(patsubst $(here)/%,%,$(wildcard $(1:%=$(here)/%)))

EXTENSION  = placebase
EXTVERSION = $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" $(here)/placebase.control)

MODULE_big = placebase
OBJS      := $(patsubst %.c,%.o,$(sort $(call in_sources,src/*/*.c))) src/base/boost_math.o

# One part per room, in dependency order: a part uses only what stands above it.
ROOMS      = \
	base/exact_sums \
	place/place_counts \
	place/place_flows \
	place/place_algebra \
	place/recode \
	place/apportion \
	place/apportion_flows \
	place/reconcile \
	place/accountable \
	place/differences \
	place/catchment \
	place/overlap \
	place/spread \
	place/rake \
	place/floating_catchment \
	place/registrations \
	place/list_account \
	place/without_places \
	budget/allocate \
	budget/weighted_capitation \
	locality/scale \
	locality/localities \
	locality/assignments \
	locality/redraw \
	care/care_history \
	care/continuity \
	rate/estimates \
	rate/standardise \
	rate/ranked_outcomes \
	rate/discrimination \
	rate/calibration \
	rate/rate_ratio \
	rate/count_trend \
	rate/predictor \
	attendance/attendance_profile \
	attendance/attendance \
	attendance/persistence \
	attendance/fall_back \
	care/care_panel \
	care/patient_sharing \
	care/recent_rate \
	need/segments \
	rate/inequality \
	rate/funnel \
	rate/overdispersion \
	rate/random_effects \
	rate/empirical_bayes \
	rate/smooth \
	rate/rate_difference \
	rate/concentration \
	rate/ranked_concentration \
	rate/group_spread \
	rate/inequality_parts \
	rate/attributable_fraction \
	rate/life_expectancy \
	rate/states_1_0 \
	rate/xmr \
	rate/chart_counts \
	rate/chart_gaps \
	rate/chart_sums \
	rate/run_test \
	publish/disclosure \
	publish/suppress_flows \
	attendance/demand \
	attendance/telephone \
	attendance/backlog \
	attendance/third_next_available \
	network/network_structure \
	network/network_places \
	network/network_communities \
	network/care_density \
	need/code_map \
	need/condition_set \
	need/score \
	need/concurrent \
	need/latest

INSTALL_SQL = placebase--$(EXTVERSION).sql
DATA_built  = $(INSTALL_SQL)
DATA       := $(call in_sources,sql/upgrades/*.sql)
DOCS       := $(call in_sources,doc/*.md doc/*.webp)

# Figures must not change from machine to machine, so no fused multiply-add, and
# no bitcode: that is compiled without these options, and inlining it would fuse.
# Our own names are as plain (visits, total): others see only what SQL calls.
PG_CPPFLAGS = -I$(here)/src
PG_CFLAGS   = -Wall -Wextra -Wno-unused-parameter -ffp-contract=off -fvisibility=hidden -include base/export.h
override with_llvm := no

# Quantiles come from Boost.Math, headers only, in one file of C++ that needs no C++
# library at run time.  COPT is for both languages; PostgreSQL hands it on to one.
PG_CXXFLAGS = -Wall -Wextra -ffp-contract=off -fvisibility=hidden -fvisibility-inlines-hidden \
	-fno-exceptions -fno-rtti -fno-threadsafe-statics $(COPT)
SHLIB_LINK += -lm

# Ours stands below: the tests are not for pg_regress.
NO_INSTALLCHECK = 1

PG_CONFIG  ?= pg_config
PGXS       := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# Every extension's documents stand in one folder unless told: ours have plain names.
docmoduledir := placebase

$(OBJS): $(wildcard $(here)/src/*/*.h)
ifneq ($(here),.)
$(shell mkdir -p $(sort $(dir $(OBJS))))
endif

# What several types or aggregates have is written once: a line
# "-- written once: base/order place_counts" of a room stands for sql/base/order.sql.in with
# place_counts for @NAME@, the next word for @OPTION@ and all words behind that for @REST@.
$(INSTALL_SQL): sql/header.sql $(ROOMS:%=sql/%.sql) $(call in_sources,sql/*/*.sql.in) Makefile placebase.control
	awk '$$2 == "written" && $$3 == "once:" { \
			file = "$(here)/sql/" $$4 ".sql.in"; \
			rest = $$7; for (i = 8; i <= NF; i++) rest = rest " " $$i; \
			while ((getline line < file) > 0) { gsub(/@NAME@/, $$5, line); gsub(/@OPTION@/, $$6, line); gsub(/@REST@/, rest, line); print line } \
			close(file); next } \
		{ print }' $(filter %.sql,$^) > $@

installcheck:
	$(here)/test/installed $(TESTS)

dist:
	git -C $(here) archive --format=zip --prefix=placebase-$(EXTVERSION)/ HEAD > placebase-$(EXTVERSION).zip

site:
	mkdocs build --strict --quiet

pictures:
	PLACEBASE_SCREENSHOTS=doc test/dashboard/run pictures

release-check:
	PLACEBASE_RELEASE=1 test/run test/t/release.t test/t/upgrade.t

.PHONY: installcheck dist release-check site pictures
