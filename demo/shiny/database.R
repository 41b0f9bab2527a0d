# Ask the database: every figure of the dashboard is the answer to a query in sql/,
# and carries the very text that ran.

connect <- function(database)
{
	# libpq's own environment variables say where
	con <- dbConnect(PostgreSQL(), dbname = database)
	for (setting in c("search_path = demo, dashboard, public", "timezone = 'UTC'", "statement_timeout = '1min'",
		"default_transaction_read_only = on"))
		dbClearResult(dbSendQuery(con, paste("SET", setting)))
	con
}

queries <- new.env()

# The rows of sql/NAME.sql with its ?parameters put in as literals.
ask <- function(data, name, ...)
{
	if (is.null(queries[[name]]))
		assign(name, paste(readLines(file.path("sql", paste0(name, ".sql"))), collapse = "\n"), envir = queries)
	sql <- as.character(sqlInterpolate(data$con, queries[[name]], ...))
	rows <- suppressWarnings(dbGetQuery(data$con, sql))
	if (is.null(rows))			# the driver has written the server's message to the log
		stop("the database refused the query ", name)
	structure(rows, sql = sql, data = data$id)
}

# More rows that the same chart is made of; all queries are shown.
with_more <- function(rows, ...)
{
	more <- list(...)
	structure(rows, more = more, sql = paste(c(attr(rows, "sql"), vapply(more, attr, "", "sql")), collapse = ";\n\n"))
}

# How the stored values that a query reads were made, as the server knows it, down to the demo's own tables and views.
definitions <- function(data, sql)
{
	if (is.null(queries[[paste0("/", data$id)]]))
		assign(paste0("/", data$id), dbGetQuery(data$con, paste("SELECT matviewname AS name, 'MATERIALIZED VIEW' AS kind, definition FROM pg_matviews WHERE schemaname = 'dashboard'",
			"UNION ALL SELECT viewname, 'VIEW', definition FROM pg_views WHERE schemaname = 'dashboard'")), envir = queries)
	stored <- queries[[paste0("/", data$id)]]
	reads <- function(text, pattern) stored$name[vapply(stored$name, function(name) grepl(sprintf(pattern, name), text), NA)]
	found <- reads(sql, "dashboard[.]%s\\b")
	key <- paste(c("/", data$id, found), collapse = " ")			# what is read by what does not change
	if (is.null(queries[[key]]))
	{
		known <- c()
		while (length(new <- setdiff(found, known)) > 0)
		{
			known <- c(known, new)
			found <- reads(paste(stored$definition[stored$name %in% new], collapse = "\n"), "(FROM|JOIN) \\(*%s\\b")
		}
		shown <- match(known, stored$name)
		assign(key, paste0("\n\n-- which reads\nCREATE ", stored$kind[shown], " dashboard.", stored$name[shown], " AS\n", stored$definition[shown], recycle0 = TRUE, collapse = ""), envir = queries)
	}
	queries[[key]]
}
