# The dashboard: a page of panels over a database that demo/views.sql and demo/dashboard.sql have filled.

suppressPackageStartupMessages(
{
	library(shiny)
	library(ggplot2)
	library(DBI)
	library(RPostgreSQL)
})

for (file in c("database.R", "look.R", "figure.R", list.files("panels", full.names = TRUE)))
	source(file, local = TRUE)

database <- connect()
onStop(function() dbDisconnect(database))

fonts <- "/usr/share/fonts/opentype/inter"		# Debian: fonts-inter
if (dir.exists(fonts))
	addResourcePath("inter", fonts)

boroughs <- ask("boroughs")
periods <- ask("periods")

panels <- list(
	who = list(name = "Registered and resident", ui = who_ui, server = who_server),
	scale = list(name = "Scale", ui = scale_ui, server = scale_server),
	localities = list(name = "Localities", ui = localities_ui, server = localities_server),
	continuity = list(name = "Continuity", ui = continuity_ui, server = continuity_server, period = TRUE),
	attendance = list(name = "Attendance", ui = attendance_ui, server = attendance_server, period = TRUE),
	patient = list(name = "One patient", ui = patient_ui, server = patient_server, period = TRUE))
with_period <- names(Filter(function(panel) isTRUE(panel$period), panels))
is_one_of <- function(ids) paste0("['", paste(ids, collapse = "', '"), "'].indexOf(input.panel) >= 0")

# Native controls, without Bootstrap: they work with a keyboard, a screen reader and a thumb.
ui <- tagList(
	suppressDependencies("bootstrap"),
	tags$head(
		tags$title("placebase"),
		tags$meta(name = "viewport", content = "width=device-width, initial-scale=1"),
		tags$link(rel = "icon", href = "data:,"),
		tags$link(rel = "stylesheet", href = "style.css"),
		tags$script(src = "page.js")),
	tags$a(class = "skip", href = "#main", "Skip to the figures"),
	div(class = "busy", role = "status", span("Asking the database \u2026")),
	tags$header(
		div(class = "inner",
			h1("placebase"),
			p(class = "source", Sys.getenv("DASHBOARD_TITLE", "A made-up region: nobody in it exists.")),
			tags$nav(`aria-label` = "Panels",
				lapply(names(panels), function(id) tags$a(href = paste0("#", id), `data-panel` = id, panels[[id]]$name))))),
	tags$main(id = "main", tabindex = "-1",
		tags$form(class = "filters", `aria-label` = "Filters", onsubmit = "return false",
			selectInput("borough", "Borough", setNames(c("ALL", boroughs$place), c("All boroughs", boroughs$name)), selectize = FALSE),
			conditionalPanel(is_one_of(with_period), selectInput("period", "Period", periods$period, selectize = FALSE))),
		lapply(names(panels), function(id)
			conditionalPanel(is_one_of(id), tags$section(class = "panel", id = paste0("panel-", id), `aria-label` = panels[[id]]$name, panels[[id]]$ui())))),
	tags$footer(
		p("Every figure is the answer of a query that ran just now; \u201cSQL\u201d under a figure shows its very text, to be run with ",
			tags$code("SET search_path = demo, dashboard, public;")),
		p(Sys.getenv("DASHBOARD_SOURCE", "Made up by demo/region.sql."))))

server <- function(input, output, session)
{
	filters <- list(borough = reactive(req(input$borough)), period = reactive(req(input$period)))

	for (panel in panels)
		panel$server(filters)
}

shinyApp(tags$html(lang = "en", ui), server)
