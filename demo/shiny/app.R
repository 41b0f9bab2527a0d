# The dashboard: a page of panels over databases that demo/views.sql and demo/dashboard.sql have filled.

suppressPackageStartupMessages(
{
	library(shiny)
	library(DBI)
	library(RPostgreSQL)
})

for (file in c("text.R", "database.R", "datasets.R", "later.R", "chart.R", "inputs.R", "figure.R", list.files("panels", full.names = TRUE)))
	source(file, local = TRUE)

shapes <- tempfile("shapes")
dir.create(shapes)
addResourcePath("shapes", shapes)
addResourcePath("plotly", "/usr/share/python3-plotly")									# Debian: python3-plotly
addResourcePath("leaflet", "/usr/share/javascript/leaflet")									# Debian: libjs-leaflet
fonts <- "/usr/share/fonts/opentype/inter"													# Debian: fonts-inter
if (dir.exists(fonts))
	addResourcePath("inter", fonts)
onStop(function() for (id in ls(opened)) dbDisconnect(opened[[id]]$con))

all_panels <- list(map_panel, who_panel, scale_panel, localities_panel, networks_panel, catchment_panel, variation_panel, continuity_panel, attendance_panel, need_panel, panels_panel,
	lists_panel, money_panel, patient_panel)
names(all_panels) <- vapply(all_panels, function(panel) panel$id, "")

# A panel without data is not there.
panels_of <- function(data) Filter(function(panel) is.null(panel$needs) || data$facts[[panel$needs]], all_panels)

# What is seen with some panels only; the page unhides it.
seen_with <- function(panels, ...) div(`data-with` = paste(vapply(panels, function(panel) panel$id, ""), collapse = " "), hidden = NA, ...)

# Native controls, without Bootstrap: they work with a keyboard, a screen reader and a thumb.
page <- function(request)
{
	query <- parseQueryString(request$QUERY_STRING)
	data <- dataset(query$data)
	panels <- panels_of(data)
	x <- list(data = data, query = query)
	for_some <- function(what, ...) { some <- Filter(function(panel) isTRUE(panel[[what]]), panels); if (length(some) > 0) seen_with(some, ...) }

	structure(lang = "en", tags$body(`data-set` = data$id, `data-name` = data$name,
		suppressDependencies("bootstrap"),
		tags$head(
			tags$title("placebase"),
			tags$meta(name = "viewport", content = "width=device-width, initial-scale=1"),
			tags$meta(name = "color-scheme", content = "light dark"),
			tags$link(rel = "icon", href = "data:,"),
			tags$link(rel = "stylesheet", href = "leaflet/leaflet.css"),
			tags$link(rel = "stylesheet", href = "style.css"),
			tags$link(rel = "stylesheet", href = "print.css", media = "print"),
			tags$script(src = "plotly/plotly.js", charset = "utf-8", id = "plotly", async = NA),			# large: the first map need not wait for it
			tags$script(src = "leaflet/leaflet.js"),
			lapply(c("look.js", "chart.js", "shapes.js", "areas.js", "map.js", "table.js", "figure.js", "page.js"), function(file) tags$script(src = file))),
		tags$a(class = "skip", href = "#main", "Skip to the figures"),
		div(class = "busy", role = "status", span("Asking the database \u2026")),
		tags$header(
			div(class = "inner",
				h1("placebase"),
				p(class = "source", strong(data$name), " ", data$about, if (length(datasets) > 1) span(class = "sets", uiOutput("sets", inline = TRUE))),
				tags$nav(`aria-label` = "Panels", lapply(panels, function(panel) tags$a(href = paste0("#", panel$id), `data-panel` = panel$id, panel$name))))),
		tags$main(id = "main", tabindex = "-1",
			tags$form(class = "filters", role = "search", `aria-label` = "Filters", onsubmit = "return false",
				seen_with(Filter(function(panel) !isFALSE(panel$borough), panels), choice("borough", "Borough", setNames(c("ALL", data$boroughs$place), c("All boroughs", data$boroughs$name)), query)),
				for_some("practice", lookup("practice", "My practice", data$practices$label, data$practices$practice, query, "part of its name")),
				if (length(data$periods) > 0) for_some("period", choice("period", "Period", data$periods, query)),
				for_some("search", div(class = "form-group shiny-input-container", tags$label(`for` = "find", "Find on the map"),
					tags$input(id = "find", type = "search", list = "find-names", autocomplete = "off", placeholder = "practice, area or borough"), tags$datalist(id = "find-names"), p(class = "found", role = "status")))),
			lapply(panels, function(panel)
				seen_with(list(panel), tags$section(class = "panel", id = paste0("panel-", panel$id), `aria-label` = panel$name,
					h2(panel$question), p(class = "lead", panel$lead), panel$ui(x))))),
		tags$footer(
			p("Every figure is the answer of a query that ran just now; \u201cSQL\u201d under a figure shows its very text, to be run in the database whose address the dashboard printed when it started."),
			p(data$source))))
}

server <- function(input, output, session)
{
	data <- dataset(parseQueryString(isolate(session$clientData$url_search))$data)
	x <- list(data = data, input = input, output = output, session = session)
	x$ask <- function(name, ...) ask(data, name, ...)
	x$borough <- reactive(req(input$borough))
	x$practice <- reactive(looked_up(input$practice, data$practices$label, data$practices$practice))
	x$period <- reactive(req(input$period))
	x$where <- reactive(place_name(data, x$borough()))

	output$sets <- renderUI(lapply(setdiff(names(datasets), data$id), function(id)
	{
		if (is_ready(id))
			return(tags$a(href = paste0("?data=", id), paste("Go to", if (id == "region") "a made-up region" else datasets[[id]]$name)))
		invalidateLater(3000)
		span("A made-up region is being made; its link appears here.")
	}))
	for (panel in panels_of(data))
		panel$server(x)
}

shinyApp(page, server)
