# Ask the database: every figure of the dashboard is the answer to a query in sql/,
# and carries the very text that ran.

connect <- function()
{
	# libpq's own environment variables say where
	con <- dbConnect(PostgreSQL(), dbname = Sys.getenv("PGDATABASE", "postgres"))
	for (setting in c("search_path = demo, dashboard, public", "timezone = 'UTC'", "statement_timeout = '1min'",
		"default_transaction_read_only = on"))
		dbClearResult(dbSendQuery(con, paste("SET", setting)))
	con
}

# The rows of sql/NAME.sql with its ?parameters put in as literals.
ask <- function(name, ...)
{
	text <- paste(readLines(file.path("sql", paste0(name, ".sql"))), collapse = "\n")
	sql <- as.character(sqlInterpolate(database, text, ...))
	rows <- suppressWarnings(dbGetQuery(database, sql))
	if (is.null(rows))			# the driver has written the server's message to the log
		stop("the database refused the query ", name)
	structure(rows, sql = sql)
}

# More rows that the same chart is made of; both queries are shown.
with_more <- function(rows, ...)
{
	more <- list(...)
	structure(rows, more = more, sql = paste(c(attr(rows, "sql"), vapply(more, attr, "", "sql")), collapse = ";\n\n"))
}

# What the stored values in a query are made of, as the server knows it.
definitions <- function(sql)
{
	found <- unique(regmatches(sql, gregexpr("dashboard\\.[a-z_]+", sql))[[1]])
	if (length(found) == 0)
		return("")
	rows <- dbGetQuery(database, paste0("SELECT schemaname || '.' || matviewname AS name, definition FROM pg_matviews WHERE schemaname || '.' || matviewname IN (",
		paste(dbQuoteString(database, found), collapse = ", "), ") ORDER BY name"))
	if (nrow(rows) == 0)
		return("")
	paste0("\n\n-- which reads\nCREATE MATERIALIZED VIEW ", rows$name, " AS\n", rows$definition, collapse = "")
}
