# R with DBI: analysts' scripts and Shiny.

suppressMessages(library(RPostgreSQL))

done <- 0
failures <- 0
ok <- function(passed, what, ...)
{
	passed <- isTRUE(passed)
	done <<- done + 1
	failures <<- failures + !passed
	cat(if (passed) "ok" else "not ok", done, "-", what, "\n")
	if (!passed)
		for (more in list(...))
			cat(paste("#", what, capture.output(print(more))), sep = "\n", file = stderr())
}

connect <- function()
	dbConnect(PostgreSQL(), host = Sys.getenv("PGHOST"), port = as.integer(Sys.getenv("PGPORT")),
		dbname = Sys.getenv("PGDATABASE"), user = Sys.getenv("PGUSER"), password = Sys.getenv("PGPASSWORD"))

expected <- function(name, ...)
	read.csv(file.path(Sys.getenv("EXPECTED"), paste0(name, ".csv")), header = FALSE, encoding = "UTF-8", ...)

connection <- connect()
ok(TRUE, paste("RPostgreSQL", packageVersion("RPostgreSQL")))

# The R class that each SQL type must arrive as; an interval comes as text.
classes <- c("text" = "character", "integer" = "integer", "double precision" = "numeric", "boolean" = "logical",
	"timestamp with time zone" = "POSIXct", "interval" = "character")

kinds <- expected("kinds", col.names = c("view", "column", "type"))
for (view in unique(kinds$view))
{
	kind <- kinds[kinds$view == view, ]
	frame <- suppressWarnings(dbGetQuery(connection, paste("SELECT * FROM", view, "ORDER BY 1, 2")))
	wanted <- expected(view, colClasses = "character", na.strings = "")
	ok(identical(names(frame), kind$column), paste0(view, ": columns"), names(frame))
	found <- vapply(frame, function(x) class(x)[1], "")
	ok(identical(unname(found), unname(classes[kind$type])), paste0(view, ": types"), found)
	same <- nrow(frame) == nrow(wanted) && nrow(frame) > 0
	for (i in seq_along(kind$type))
		same <- same && switch(kind$type[i],
			"double precision" = isTRUE(all.equal(frame[[i]], as.numeric(wanted[[i]]), tolerance = 1e-15)),
			"integer" = identical(frame[[i]], as.integer(wanted[[i]])),
			"boolean" = identical(frame[[i]], wanted[[i]] == "t"),
			"timestamp with time zone" = all(as.numeric(frame[[i]]) == as.numeric(wanted[[i]])),
			"interval" = TRUE,
			identical(frame[[i]], wanted[[i]]))
	ok(same, paste0(view, ": ", nrow(wanted), " rows"), head(frame), head(wanted))
}

invisible(dbExecute(connection, "PREPARE ratio(text) AS SELECT registered_per_resident FROM borough WHERE place = $1"))
prepared <- dbGetQuery(connection, "EXECUTE ratio('B1')")[[1]]
plain <- dbGetQuery(connection, "SELECT registered_per_resident FROM borough WHERE place = 'B1'")[[1]]
ok(is.double(prepared) && prepared == plain, "prepared statement", prepared, plain)

for (value in list(c("care", "care_history"), c("people", "place_counts"), c("flows", "place_flows"), c("profile", "attendance_profile")))
{
	text <- suppressWarnings(dbGetQuery(connection, paste("SELECT", value[1], "FROM connection_value")))[[1]]
	same <- dbGetQuery(connection, paste0("SELECT ", value[1], " = ", dbQuoteString(connection, text), "::", value[2], " FROM connection_value"))[[1]]
	ok(is.character(text) && isTRUE(same), paste(value[2], "comes and goes"), substr(text, 1, 80), same)
}

# in pieces, from a cursor on the server
invisible(dbExecute(connection, "BEGIN"))
invisible(dbExecute(connection, "DECLARE big NO SCROLL CURSOR FOR SELECT origin, destination, n FROM connection_big, cells(flows)"))
cells <- 0
total <- 0
repeat
{
	piece <- dbGetQuery(connection, "FETCH 50000 FROM big")
	if (nrow(piece) == 0)
		break
	cells <- cells + nrow(piece)
	total <- total + sum(piece$n)
}
invisible(dbExecute(connection, "COMMIT"))
wanted <- sum(outer(1:300, 1:1000) %% 17 + 0.5)
ok(cells == 300000 && total == wanted, "a cursor over 300000 rows", cells, total)

# R's driver cannot cancel; another session does it for it, as an administrator would
pid <- dbGetQuery(connection, "SELECT pg_backend_pid()")[[1]]
canceller <- parallel::mcparallel({
	other <- connect()
	Sys.sleep(0.5)
	dbGetQuery(other, paste0("SELECT pg_cancel_backend(", pid, ")"))[[1]]
})
started <- proc.time()[["elapsed"]]
message <- tryCatch(
	{
		dbGetQuery(connection, "SELECT sum(total(flows * transpose(flows))) FROM connection_big, generate_series(1, 100000)")
		"it ended"
	}, error = conditionMessage, warning = conditionMessage)
reason <- dbGetException(connection)$errorMsg
ok(grepl("canceling statement", reason) && proc.time()[["elapsed"]] - started < 20, "a query is cancelled", message, reason)
invisible(parallel::mccollect(canceller))
ok(dbGetQuery(connection, "SELECT 1 AS one")$one == 1, "the connection lives on")

cat(paste0("1..", done, "\n"))
quit(status = as.integer(failures > 0))
