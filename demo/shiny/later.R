# What takes longer than a reader waits for is asked beside the page, once for each place; the page says so, and looks again.

at_once_most <- 2
asked_later <- new.env()

# "working", "there" or "failed": what later/NAME.sql has done for this place.  Nothing is asked twice.
worked_out <- function(data, name, place)
{
	key <- paste(data$id, name, place, sep = "/")
	end <- asked_later[[key]]
	if (is.null(end))
	{
		running <- Filter(function(key) !file.exists(asked_later[[key]]), ls(asked_later))
		if (length(running) >= at_once_most)
			return("working")
		end <- tempfile("later")
		assign(key, end, envir = asked_later)
		asked <- paste("psql -XqAt -v ON_ERROR_STOP=1 -v", shQuote(paste0("place=", place)), "-d", shQuote(data$id), "-f", shQuote(file.path("later", paste0(name, ".sql"))))
		system(paste0("(", asked, "; echo $? >", shQuote(end), ")"), wait = FALSE)			# in brackets, or R would wait for the first
	}
	status <- if (file.exists(end)) readLines(end, warn = FALSE)
	if (length(status) == 0) "working" else if (status == "0") "there" else "failed"
}
