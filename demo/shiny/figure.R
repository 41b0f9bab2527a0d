# A figure: a title that says what is shown, a chart or a map, its definition, its figures as a table, the SQL that made
# it, and all of it to take away.  Key figures: a few numbers, and the SQL that made them.  An answer: a sentence.

send <- function(f) markRenderFunction(NULL, function(...) f())

# definition: what is shown and how it is computed, one click away
figure_ui <- function(id, note = NULL, definition = NULL, map = FALSE)
	tags$figure(id = id, `aria-labelledby` = paste0(id, "-title"),
		tags$figcaption(h3(id = paste0(id, "-title"), "\u2026"), if (!is.null(note)) p(class = "note", note)),
		div(class = "figure-output", id = paste0(id, "-shown"), `data-figure` = id,
			div(class = if (map) "maps" else "chart"), p(class = "nothing", hidden = NA)),
		div(class = "under",
			if (!is.null(definition)) tags$details(class = "definition", tags$summary("Definition"), div(definition)),
			tags$details(class = "figures", tags$summary("Figures"),
				div(class = "search", tags$label(`for` = paste0(id, "-search"), "Rows with"), tags$input(type = "search", id = paste0(id, "-search")), span(class = "found", role = "status")),
				div(class = "wide", tabindex = "0", role = "region", `aria-label` = "Figures"), `data-what` = "table"),
			tags$details(class = "sql", tags$summary("SQL"), tags$pre(tabindex = "0")),
			div(class = "take", role = "group", `aria-label` = "Download",
				lapply(c("csv", "png", "svg"), function(kind) tags$button(type = "button", `data-take` = kind, toupper(kind))))))

# answer()            the rows, as ask() gives them
# draw(rows)          what chart() or a map gives
# title(rows), alt(rows), empty: words; empty may be a function
# pending(): is the answer still being worked out?
figure_server <- function(x, id, answer, draw, title, alt, empty, table = identity, draws = "chart", pending = function() FALSE)
	x$output[[paste0(id, "-shown")]] <- send(function()
	{
		rows <- answer()
		sql <- attr(rows, "sql")
		shown <- as.data.frame(table(rows))
		full <- nrow(rows) > 0
		c(list(title = title(rows), sql = paste0(sql, definitions(x$data, sql)), empty = if (full) NULL else if (is.function(empty)) empty() else empty, pending = !full && pending(),
			alt = if (full) alt(rows), about = paste0(x$data$name, ", ", x$data$short),
			columns = I(lapply(names(shown), function(name) list(name = trimws(gsub("_", " ", sub("[%]", "", name, fixed = TRUE))), key = name,
				kind = column_kind(name, shown[[name]]), values = column_values(shown[[name]]))))),
			if (full) setNames(list(draw(rows)), draws))
	})

keys_ui <- function(id)
	div(class = "keys", id = id, div(class = "keys-output", id = paste0(id, "-shown"), tags$dl()),
		tags$details(class = "sql", tags$summary("SQL"), tags$pre(tabindex = "0")))

# The columns of one row, their names as labels.
keys_server <- function(x, id, answer, empty)
	x$output[[paste0(id, "-shown")]] <- send(function()
	{
		row <- answer()
		sql <- attr(row, "sql")
		list(sql = paste0(sql, definitions(x$data, sql)), empty = if (nrow(row) == 0) empty,
			keys = I(if (nrow(row) == 0) list() else lapply(names(row), function(name) list(name = trimws(sub("[%]", "", name, fixed = TRUE)),
				kind = column_kind(name, row[[name]]), value = column_values(row[[name]])))))
	})

# The answer first, as a sentence; its figures are in the key figures and the tables below.
answer_ui <- function(id) p(class = "answer textual", id = id)
answer_server <- function(x, id, says) x$output[[id]] <- send(function() list(text = says()))

# A map: areas with a colour out of a key and words for the pointer; groups have outlines of their own.
# says: one text for each area, or one pattern for all that is filled on the page: {name}, {people}, {rate:1} with so many places.
map_of <- function(title, areas, fill, says, groups = NULL, key)
	list(title = title, areas = I(areas), fill = I(as.integer(fill)), says = if (length(says) == 1) says else I(says), groups = if (!is.null(groups)) I(groups), key = I(key))

map_key <- function(colours, labels) unname(Map(function(colour, label) list(colour = colour, label = label), colours, labels))
