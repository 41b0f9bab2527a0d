-- What later.R runs beside the page, for the place that somebody chose.
SET work_mem = '256MB';
INSERT INTO dashboard.worked_out SELECT * FROM dashboard.frontier WHERE place = :'place';
