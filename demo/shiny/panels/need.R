# Who needs what?

need_panel <- list(id = "need", name = "Need", question = "Who needs what, and who should lead?",
	lead = "Conditions as they are on record, in whatever system of codes. What nobody wrote down is not in them. Nothing here decides about a person: a list says whose record to open first.",
	needs = "conditions",
	ui = function(x) tagList(
		answer_ui("need_answer"),
		keys_ui("need_totals"),
		figure_ui("need_counts", "People by how many conditions they have on record, and what they make of the visits and of the attendances in emergency care of 2024.",
			p("A code counts for a condition if a code list has it, or has the code that it begins with; a person has a condition once, however often it is written down.")),
		figure_ui("need_conditions", "The share of people with each condition, in the most and in the least deprived fifth of areas, with 95 % intervals.",
			p("People with the condition on record, of all who live in areas of that fifth, with Wilson\u2019s interval: ", tags$code("proportion(people, everybody)"), ". Ages differ between the fifths: this is not standardised.")),
		figure_ui("need_groups", "People at the end of 2024 by group of need, each person in one, and by severity. The pointer says which profession should lead.",
			tagList(p("The first group that fits: trouble with life; mental and physical conditions together; two or more physical ones of mid or higher severity; several stable ones; one; none. ", tags$code("need_type(physical, mental, trouble_with_life, complexity, frequent)"), ", ", tags$code("mdt_lead(need, complexity)"), "."),
				p("Severity is cut at 1 and at 2 of the Cambridge multimorbidity score (Payne and others 2020). These cut-offs are made up: none is published. A lead is named for mental and physical need together only."))),
		figure_ui("need_calibration", "Of people who were stable at the beginning of 2024: the risk of two emergencies or more in the year, in tenths by risk, against how many had them, with 95 % intervals.",
			p("On the line a risk says what happens. ", tags$code("calibration(ranked, 10)"), ", Wilson\u2019s limits. What a team with room finds: ", tags$code("at_capacity(ranked, room)"), ".")),
		figure_ui("need_list", "Each mark is a person of the list for 2025: as many in each network as its team has room for, from the highest risk. The pointer says why.",
			p("Stable people (fewer than 12 visits in 2024 and one emergency at most) by the risk of two emergencies or more in the next year. The model is made up, as the people are.")),
		figure_ui("need_fall_back", "Whoever visits very often in one year visits less in the next, without any programme: that much is to be expected before anything is credited to one.",
			p("Visits expected in the next year by chance alone: ", tags$code("fall_back(profile, at_least)"), "."))),
	server = function(x)
	{
		none <- "No conditions on record here."
		here <- function(name) reactive(x$ask(name, borough = x$borough()))
		totals <- here("need_totals")
		conditions <- here("need_conditions")
		answer_server(x, "need_answer", function()
		{
			row <- totals()
			if (nrow(row) == 0)
				return(none)
			rows <- conditions()
			rows <- rows[rows$people >= 1000 & !is.na(rows$most_lower) & !is.na(rows$least_lower), ]
			times <- rows[["most deprived fifth [%]"]] / rows[["least deprived fifth [%]"]]
			first <- which.max(times)
			found <- x$ask("need_found")
			paste0(percent(row[[3]]), " of people of ", x$where(), " have two or more conditions on record; they make ", percent(row[[4]]), " of the visits and ", percent(row[[5]]), " of the attendances in emergency care.",
				if (length(first) > 0) paste0(" Most differs by deprivation: ", rows$condition[first], ", ", percent(rows[["most deprived fifth [%]"]][first]), " in the most deprived fifth and ", percent(rows[["least deprived fifth [%]"]][first]), " in the least."),
				if (nrow(found) > 0) paste0(" Teams with room for ", whole(found$room), " people in each of ", found$networks, " networks would have found ", whole(found$events), " of the ", whole(found$happened),
					" stable people who had two emergencies or more in 2024: ", decimal(found$lift, 1), " times as many as among people taken at random."))
		})
		keys_server(x, "need_totals", totals, none)
		figure_server(x, "need_counts", here("need_counts"),
			title = function(rows) paste0("People, visits and emergencies by number of conditions, ", x$where(), ", 2024"),
			alt = function(rows) paste0("By number of conditions: ", paste0(rows$conditions, ": ", percent(rows[["of people [%]"]]), " of people, ", percent(rows[["of visits [%]"]]), " of visits, ", percent(rows[["of emergencies [%]"]]), " of emergencies", collapse = "; "), "."),
			empty = none,
			draw = function(rows)
			{
				one <- function(column, counts, name, colour) c(list(type = "bar", x = I(rows$conditions), y = I(rows[[column]]), name = name, marker = list(color = colour), textposition = "none"),
					hover("<b>", rows$conditions, " conditions</b><br>", percent(rows[[column]]), " ", name, ": ", whole(rows[[counts]])))
				chart(list(one("of people [%]", "people", "of people", "@sky"), one("of visits [%]", "visits", "of visits", "@blue"), one("of emergencies [%]", "emergencies", "of emergencies", "@orange")),
					barmode = "group", xaxis = list(title = list(text = "conditions on record"), type = "category"), yaxis = list(title = list(text = ""), tickformat = ".0%"), height = 380)
			})
		figure_server(x, "need_conditions", conditions,
			title = function(rows) paste0("Conditions by deprivation of the area, ", x$where()),
			alt = function(rows) paste0(nrow(rows), " conditions, most often ", rows$condition[1], ": ", percent(rows[["most deprived fifth [%]"]][1]), " in the most deprived fifth, ", percent(rows[["least deprived fifth [%]"]][1]), " in the least. Every condition is in the table of figures."),
			empty = none,
			draw = function(rows)
			{
				rows <- rows[nrow(rows):1, ]
				one <- function(column, lower, upper, name, colour, symbol) c(points(100 * rows[[column]], rows$condition, name, paste0("<b>", rows$condition, "</b><br>", name, ": ", percent(rows[[column]]), " (95 %: ", decimal(rows[[lower]], 1), " to ", decimal(rows[[upper]], 1), ")"), colour, symbol, 10),
					list(error_x = limits(100 * rows[[column]], rows[[lower]], rows[[upper]])))
				chart(list(one("most deprived fifth [%]", "most_lower", "most_upper", "most deprived fifth", "@red", "triangle-up"), one("least deprived fifth [%]", "least_lower", "least_upper", "least deprived fifth", "@blue", "circle")),
					xaxis = list(title = list(text = "% of people"), rangemode = "tozero"), yaxis = list(categoryorder = "array", categoryarray = I(rows$condition)), height = 120 + 34 * nrow(rows))
			})
		figure_server(x, "need_groups", here("need_groups"),
			title = function(rows) paste0("Groups of need by severity, ", x$where(), ", end of 2024"),
			alt = function(rows) paste0("People by need and severity: ", paste0(rows$need, ", ", rows$severity, ": ", whole(rows$people), collapse = "; "), "."),
			empty = none,
			draw = function(rows)
			{
				one <- function(severity, colour)
				{
					these <- rows[rows$severity == severity, ]
					if (nrow(these) > 0) list(bars_across(these$people, these$need, severity, paste0("<b>", these$need, "</b><br>severity: ", severity, "<br>", whole(these$people), " people, ", percent(these[["of people [%]"]]), "<br>",
						decimal(these$visits_each, 1), " visits each", ifelse(is.na(these$lead), "", paste0("<br>lead: ", these$lead))), colour))
				}
				chart(c(one("lower", "@sky"), one("mid", "@blue"), one("higher", "@red")), barmode = "stack",
					xaxis = list(title = list(text = "people")), yaxis = list(categoryorder = "array", categoryarray = I(rev(unique(rows$need)))), height = 340)
			})
		figure_server(x, "need_calibration", reactive(x$ask("need_calibration")),
			title = function(rows) paste0("Risk expected and what happened, ", x$data$city, ", 2024"),
			alt = function(rows) paste0("Tenths by risk: ", paste0("expected ", percent(rows$expected_risk), ", observed ", percent(rows$observed), collapse = "; "), "."),
			empty = none,
			draw = function(rows)
			{
				most <- max(rows$expected_risk, rows$upper)
				chart(list(a_line(c(0, most), c(0, most), "risk as it happened", dash = "dot"),
					c(points(rows$expected_risk, rows$observed, "tenths of people", paste0("<b>tenth ", rows$tenth, "</b><br>", whole(rows$people), " people<br>expected ", percent(rows$expected_risk), "<br>happened ", percent(rows$observed), " (95 %: ", percent(rows$lower), " to ", percent(rows$upper), ")"), "@blue"),
						list(error_y = limits(rows$observed, rows$lower, rows$upper)))),
					xaxis = list(title = list(text = "expected"), tickformat = ".1%", rangemode = "tozero"), yaxis = list(title = list(text = "happened"), tickformat = ".1%", rangemode = "tozero"), height = 400)
			})
		figure_server(x, "need_list", here("need_list"),
			title = function(rows) paste0("Who is about to tip: the list of rising risk for 2025, ", x$where()),
			alt = function(rows) paste0(whole(nrow(rows)), " people of ", length(unique(rows$network)), " networks, with risks from ", percent(max(rows$risk)), " to ", percent(min(rows$risk)), ". Every person is in the table of figures."),
			empty = "Nobody here is on the list.",
			draw = function(rows) chart(list(points(rows$position, rows$risk, "", paste0("<b>patient ", rows$patient, "</b>, aged ", rows$age, "<br>", rows$network, ", number ", rows$position, "<br>risk ", percent(rows$risk), "<br>", rows$visits, " visits, ", rows$emergencies, " emergencies", ifelse(rows$new_conditions == "", "", paste0("<br>new: ", rows$new_conditions)), ifelse(rows$reasons == "", "", paste0("<br>", rows$reasons))), "@blue", size = 6, showlegend = FALSE, opacity = 0.7)),
				xaxis = list(title = list(text = "place on the list of the network")), yaxis = list(title = list(text = "risk"), tickformat = ".0%", rangemode = "tozero"), height = 380))
		figure_server(x, "need_fall_back", reactive(x$ask("need_fall_back")),
			title = function(rows) paste0("People who visited most in 2023, a year later, ", x$data$city),
			alt = function(rows) paste0(paste0("From ", rows$visits_from, " visits in 2023: ", decimal(rows$visits_2023, 1), " each, ", decimal(rows$expected_2024, 1), " expected and ", decimal(rows$visits_2024, 1), " made in 2024", collapse = "; "), "."),
			empty = none,
			draw = function(rows)
			{
				names <- paste(rows$visits_from, "or more in 2023")
				one <- function(column, name, colour) c(list(type = "bar", x = I(names), y = I(rows[[column]]), name = name, marker = list(color = colour), textposition = "none"), hover("<b>", names, "</b><br>", whole(rows$people), " people<br>", name, ": ", decimal(rows[[column]], 1)))
				chart(list(one("visits_2023", "made in 2023", "@blue"), one("expected_2024", "expected in 2024 by chance alone", "@sky"), one("visits_2024", "made in 2024", "@orange")),
					barmode = "group", xaxis = list(type = "category"), yaxis = list(title = list(text = "visits each")), height = 360)
			})
	})
