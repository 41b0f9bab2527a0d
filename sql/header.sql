/* placebase: population and place analytics */

-- complain if this script is read by psql rather than by CREATE EXTENSION
\echo Use "CREATE EXTENSION placebase" to load this file. \quit
