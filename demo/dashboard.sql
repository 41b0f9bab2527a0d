/*
 * What the dashboard keeps beside the views: values folded once, asked again at every click.
 * A fold over tables without rows has none, and the page has no panel for it.
 */
SET timezone = 'UTC';
SET work_mem = '256MB';
SET client_min_messages = warning;

CREATE SCHEMA dashboard;
COMMENT ON SCHEMA dashboard IS 'what demo/dashboard keeps beside the views of the demo';
SET search_path = demo, dashboard, public;

\ir shiny/fold/places.sql
\ir shiny/fold/measures.sql
\ir shiny/fold/localities.sql
\ir shiny/fold/frontier.sql
\ir shiny/fold/networks.sql
\ir shiny/fold/continuity.sql
\ir shiny/fold/attendance.sql
\ir shiny/fold/need.sql
\ir shiny/fold/lists.sql
\ir shiny/fold/money.sql
\ir shiny/fold/fact.sql
ANALYZE;
