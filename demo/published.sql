/*
 * Load what demo/published checked and wrote, all of it or nothing.
 */
SET search_path = demo, public;
BEGIN;
\copy place FROM 'place'
\copy area FROM 'area'
\copy area_name FROM 'area_name'
\copy practice FROM 'practice'
\copy registered FROM 'registered'
\copy resident FROM 'resident'
\copy neighbour FROM 'neighbour'
\copy centroid FROM 'centroid'
\copy deprivation FROM 'deprivation'
\copy disease_register FROM 'disease_register'
\copy boundary FROM 'boundary'
COMMIT;
ANALYZE;
