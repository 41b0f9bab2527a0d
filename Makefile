# placebase: population and place analytics for PostgreSQL
#
#   make                  build against the server that pg_config names
#   make install          install it there
#   make site             the documents of doc/ as a site that can be searched, in site/ (needs mkdocs)
#   make pictures         the picture of README.md, from the dashboard
#   test/run              everything: build, install, throwaway cluster, tests
#   make release-check    is this version ready to be released? test/release prepares one

EXTENSION  = placebase
EXTVERSION = $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" placebase.control)

MODULE_big = placebase
OBJS       = $(patsubst %.c,%.o,$(sort $(wildcard src/*/*.c))) src/base/boost_math.o

# One part per room, in dependency order: a part uses only what stands above it.
ROOMS      = \
	place/place_counts \
	place/place_flows \
	place/place_algebra \
	place/recode \
	place/apportion \
	place/reconcile \
	place/accountable \
	place/catchment \
	place/spread \
	place/rake \
	locality/scale \
	locality/localities \
	care/care_history \
	care/continuity \
	rate/intervals \
	rate/standardise \
	attendance/attendance_profile \
	attendance/attendance \
	attendance/persistence \
	rate/inequality \
	rate/funnel \
	rate/life_expectancy \
	rate/xmr \
	publish/disclosure \
	attendance/demand

INSTALL_SQL = placebase--$(EXTVERSION).sql
DATA_built  = $(INSTALL_SQL)
DATA        = $(wildcard sql/upgrades/*.sql)
DOCS       := $(wildcard doc/*.md doc/*.webp)

# Figures must not change from machine to machine, so no fused multiply-add, and
# no bitcode: that is compiled without these options, and inlining it would fuse.
# Our own names are as plain (visits, total): others see only what SQL calls.
PG_CPPFLAGS = -Isrc
PG_CFLAGS   = -Wall -Wextra -Wno-unused-parameter -ffp-contract=off -fvisibility=hidden -include base/export.h
override with_llvm := no

# Quantiles come from Boost.Math, headers only, in one file of C++ that needs no C++
# library at run time.  COPT is for both languages; PostgreSQL hands it on to one.
PG_CXXFLAGS = -Wall -Wextra -ffp-contract=off -fvisibility=hidden -fvisibility-inlines-hidden \
	-fno-exceptions -fno-rtti -fno-threadsafe-statics $(COPT)
SHLIB_LINK += -lm

PG_CONFIG  ?= pg_config
PGXS       := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# Every extension's documents stand in one folder unless told: ours have plain names.
docmoduledir := placebase

$(OBJS): $(wildcard src/*/*.h)

$(INSTALL_SQL): sql/header.sql $(ROOMS:%=sql/%.sql) Makefile placebase.control
	cat sql/header.sql $(ROOMS:%=sql/%.sql) > $@

site:
	mkdocs build --strict --quiet

pictures:
	PLACEBASE_SCREENSHOTS=doc test/dashboard/run pictures

release-check:
	PLACEBASE_RELEASE=1 test/run test/t/release.t test/t/upgrade.t

.PHONY: release-check site pictures
