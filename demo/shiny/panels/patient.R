# One patient's history, visit by visit.

patient_ui <- function() tagList(
	h2("What does it look like for one patient?"),
	p(class = "lead", "Each mark is a visit; each line of the chart is a clinician. The patients are as made up as the region."),
	tags$form(class = "filters", `aria-label` = "Patient", onsubmit = "return false",
		selectInput("patient_list", "Patients with most visits", NULL, selectize = FALSE),
		numericInput("patient", "Or any patient, by number", "", min = 1, step = 1)),
	keys_ui("patient_totals"),
	figure_ui("patient_timeline", "Visits in the order of time"))

patient_server <- function(filters)
{
	session <- getDefaultReactiveDomain()
	input <- session$input
	none <- "This patient has no visits here in this period: choose another patient, period or borough."

	observe({
		patients <- ask("patient_list", borough = filters$borough())
		choices <- if (nrow(patients) > 0) setNames(patients$patient, paste0(patients$patient, ", aged ", patients$age, ": ", patients$visits, " visits"))
			else c("no patients" = "")
		updateSelectInput(session, "patient_list", choices = choices)
	})
	observeEvent(input$patient_list, updateNumericInput(session, "patient", value = as.integer(input$patient_list)))

	here <- function(name) reactive({
		validate(need(isTRUE(abs(input$patient) <= 2147483647), "Choose a patient, or give a number."))
		ask(name, patient = as.integer(input$patient), borough = filters$borough(), period = filters$period())
	})

	keys_server("patient_totals", here("patient_totals"), none)

	figure_server("patient_timeline", here("patient_timeline"),
		draw = function(rows, narrow)
		{
			meetings <- c("same as the time before", "known, but not the last one seen", "first visit to this clinician")
			rows$meeting <- factor(rows$meeting, meetings)
			rows$clinician <- factor(rows$clinician, rev(unique(rows$clinician)))
			ggplot(rows, aes(at, clinician)) +
				geom_path(aes(group = 1), colour = "#b9c2ca", linewidth = 0.5) +
				geom_point(aes(colour = meeting, shape = meeting), size = if (narrow) 2.6 else 3.2) +
				scale_colour_manual(values = setNames(colour[c("blue", "orange", "red")], meetings), drop = FALSE) +
				scale_shape_manual(values = setNames(c(16, 15, 17), meetings), drop = FALSE) +
				scale_x_datetime(date_labels = "%b %y", expand = expansion(0.04)) +
				guides(colour = guide_legend(ncol = if (narrow) 1 else 3), shape = guide_legend(ncol = if (narrow) 1 else 3)) +
				labs(x = NULL, y = NULL) + theme_page(narrow) + theme(panel.grid.major.x = element_blank())
		},
		height = function(rows, narrow) (if (narrow) 150 else 120) + 30 * length(unique(rows$clinician)),
		alt = function(rows) paste0(nrow(rows), " visits to ", length(unique(rows$clinician)), " clinicians, from ",
			figure_text(rows$at[1]), " to ", figure_text(rows$at[nrow(rows)]), "."),
		empty = none)
}
