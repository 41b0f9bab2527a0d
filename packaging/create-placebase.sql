-- Run once, in the database that the image makes.
CREATE SCHEMA placebase;
CREATE EXTENSION placebase SCHEMA placebase;
SELECT format('ALTER DATABASE %I SET search_path = "$user", public, placebase', current_database()) \gexec
