# Serve the app in this directory to this machine, and say where.
port <- Sys.getenv("PLACEBASE_PORT")

suppressMessages(shiny::runApp(".", host = "127.0.0.1", port = if (port == "") NULL else as.integer(port), quiet = TRUE,
	launch.browser = function(url) { cat("The dashboard is at ", url, " (Ctrl-C ends it)\n", sep = ""); flush(stdout()) }))
