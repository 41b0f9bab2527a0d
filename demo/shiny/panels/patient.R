# One patient's history, visit by visit.

patient_panel <- list(id = "patient", name = "One patient", question = "What does it look like for one patient?",
	lead = "Each mark is a visit; each line of the chart is a clinician. The patients are as made up as the region.",
	needs = "visits", period = TRUE,
	ui = function(x) tagList(
		div(class = "filters",
			selectInput("patient_list", "Patients with most visits", NULL, selectize = FALSE),
			kept(numericInput("patient", "Or any patient, by number", if (is.null(x$query$patient)) "" else suppressWarnings(as.integer(x$query$patient)), min = 1, step = 1), "")),
		keys_ui("patient_totals"),
		figure_ui("patient_timeline", "Visits in the order of time.", p("A visit is with the same clinician as the time before, with one who is known from earlier, or with a new one: ", tags$code("timeline(care)"), "."))),
	server = function(x)
	{
		none <- "This patient has no visits here in this period: choose another patient, period or borough."
		patients <- reactive(x$ask("patient_list", borough = x$borough()))
		observe({
			rows <- patients()
			updateSelectInput(x$session, "patient_list", choices = if (nrow(rows) > 0) setNames(c("", rows$patient), c("Choose", paste0(rows$patient, ", aged ", rows$age, ": ", rows$visits, " visits"))) else c("no patients" = ""))
		})
		observeEvent(x$input$patient_list, if (x$input$patient_list != "") updateNumericInput(x$session, "patient", value = as.integer(x$input$patient_list)))
		patient <- reactive(if (isTRUE(abs(x$input$patient) <= 2147483647)) as.integer(x$input$patient) else patients()$patient[1])
		here <- function(name) reactive(x$ask(name, patient = patient(), borough = x$borough(), period = x$period()))
		keys_server(x, "patient_totals", here("patient_totals"), none)
		figure_server(x, "patient_timeline", here("patient_timeline"),
			title = function(rows) paste0("Visits of patient ", patient(), ", ", x$period()),
			alt = function(rows) paste0(nrow(rows), " visits to ", length(unique(rows$clinician)), " clinicians, from ", month(rows$at[1]), " to ", month(rows$at[nrow(rows)]), "."),
			empty = none,
			draw = function(rows)
			{
				meetings <- c("same as the time before", "known, but not the last one seen", "first visit to this clinician")
				says <- paste0("<b>", rows$clinician, "</b><br>", format(rows$at, "%e %b %Y %H:%M", tz = "UTC"), "<br>", rows$meeting, "<br>", ifelse(is.na(rows$days_since_the_last), "first visit", paste(rows$days_since_the_last, "days after the last")))
				at <- format(rows$at, "%Y-%m-%d %H:%M", tz = "UTC")
				chart(c(list(list(type = "scatter", mode = "lines", x = I(at), y = I(rows$clinician), line = list(color = "@line", width = 1), hoverinfo = "skip", showlegend = FALSE)),
					unlist(lapply(1:3, function(i) { which <- rows$meeting == meetings[i]; if (any(which)) list(points(at[which], rows$clinician[which], meetings[i], says[which], c("@blue", "@orange", "@red")[i], c("circle", "square", "triangle-up")[i], 9)) }), recursive = FALSE)),
					xaxis = list(type = "date"), yaxis = list(type = "category", categoryorder = "array", categoryarray = I(rev(unique(rows$clinician)))), height = 150 + 30 * length(unique(rows$clinician)))
			})
	})
