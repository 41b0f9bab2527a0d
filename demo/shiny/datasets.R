# What there is to show: one database each, with the words that say what it is and of when.

known_datasets <- list(
	london = list(name = "London", city = "London",
		about = "Published figures. Registered on 1 July 2022, residents of mid-2020, disease registers of 2021-22, deprivation of 2019.",
		short = "registered 1 July 2022, resident mid-2020",
		source = paste("Contains public sector information licensed under the Open Government Licence v3.0. Source: NHS Digital (NHS England);",
			"Office for National Statistics licensed under the Open Government Licence v3.0. Contains OS data \u00a9 Crown copyright and database right.",
			"Contains Parliamentary information licensed under the Open Parliament Licence v3.0.")),
	region = list(name = "A made-up region", city = "the region",
		about = "Nobody and nothing in it exists. It shows what no public data can: visits, conditions and moves of 2023 and 2024.",
		short = "made up: 2023 and 2024",
		source = "Made up from a fixed seed, the same on every machine. Its names and places exist nowhere."),
	published = list(name = "Published files", city = "all boroughs together",
		about = "Published figures of your own files.",
		short = "published files",
		source = paste("Contains public sector information licensed under the Open Government Licence v3.0. Source: NHS Digital (NHS England);",
			"Office for National Statistics licensed under the Open Government Licence v3.0.")))

datasets <- lapply(strsplit(Sys.getenv("DASHBOARD_DATASETS", "london region"), " ")[[1]], function(id) c(id = id, known_datasets[[id]]))
names(datasets) <- vapply(datasets, function(data) data$id, "")

# Once a database is ready it stays so: what it has is read once.
opened <- new.env()

is_ready <- function(id)
{
	if (!is.null(opened[[id]]))
		return(TRUE)
	con <- tryCatch(suppressWarnings(connect(id)), error = function(e) NULL)
	if (is.null(con))
		return(FALSE)
	ready <- dbGetQuery(con, "SELECT to_regclass('dashboard.fact') IS NOT NULL AS ready")$ready
	if (!ready)
	{
		dbDisconnect(con)
		return(FALSE)
	}
	data <- c(datasets[[id]], list(con = con))
	data$facts <- unlist(as.list(ask(data, "facts")))
	data$boroughs <- ask(data, "boroughs")
	data$practices <- ask(data, "practices")
	data$measures <- ask(data, "measures")
	data$periods <- ask(data, "periods")$period
	if (data$facts[["boundaries"]])
		writeLines(ask(data, "shapes")$shapes, file.path(shapes, paste0(id, ".json")), useBytes = TRUE)
	assign(id, data, envir = opened)
	TRUE
}

dataset <- function(id)
{
	if (is.null(id) || !(id %in% names(datasets)) || !is_ready(id))
		id <- names(datasets)[1]
	is_ready(id)
	opened[[id]]
}

# A place as people say it within a sentence.
place_name <- function(data, place)
	if (place == "ALL") data$city else data$boroughs$name[match(place, data$boroughs$place)]

practice_name <- function(data, practice) data$practices$label[match(practice, data$practices$practice)]
