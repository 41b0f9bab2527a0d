# Serve the app in this directory to this machine, and say where it and its database are.
suppressPackageStartupMessages(library(shiny))
port <- Sys.getenv("PLACEBASE_PORT")

tryCatch(runApp(".", host = "127.0.0.1", port = if (port == "") NULL else as.integer(port), quiet = TRUE,
	launch.browser = function(url)
	{
		where <- as.list(Sys.getenv(c("PGUSER", "PGPASSWORD", "PGHOST", "PGPORT")))
		for (database in strsplit(Sys.getenv("DASHBOARD_DATASETS"), " ")[[1]])
			cat("Its database ", database, ", while it runs: psql ", do.call(sprintf, c("postgresql://%s:%s@%s:%s/%s", unname(where), database)), "\n", sep = "")
		cat("The dashboard is at ", url, " (Ctrl-C ends it)\n", sep = "")
		flush(stdout())
	}), interrupt = function(condition) invisible())
