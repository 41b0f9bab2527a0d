# How do lists change?

lists_panel <- list(id = "lists", name = "Lists", question = "How do lists change?",
	lead = "List sizes say only the net of it. The account says who stayed, who joined from another list or from none, and who left.",
	needs = "registrations", practice = TRUE,
	ui = function(x) tagList(
		answer_ui("lists_answer"),
		keys_ui("lists_totals"),
		figure_ui("lists_months", "Month by month: above the line who joined, below it who left.",
			tagList(p("Where each person was on the first day of the month and on that of the next: ", tags$code("place_at(practice, period, day)"), ", and what became of each list: ", tags$code("list_account(movements)"), "."),
				p("list at the end = list at the start + joined from no list + joined from other lists \u2212 left to other lists \u2212 left all lists. Who joined and left within one month is not in it."))),
		figure_ui("lists_closed", "A list closed in a month at whose beginning there were people on it, and at whose end there was nobody.",
			p("People of the closed list by where they were on the first day of the next month: ", tags$code("people -> practice"), " of the movements of that month.")),
		figure_ui("lists_practices", "Change of each list from the first day of 2023 to the first of 2025. A practice that closed loses all of its list, and is in no borough.",
			tagList(p("List on the last day less list on the first."),
				p("Person-years, in the table: days on the list in 2024 over the days of the year, a day on which somebody is registered there twice counted once, ", tags$code("registered_days(period, year)"), ": what a rate of that list is divided by. Whoever changed lists is in the years of both.")))),
	server = function(x)
	{
		none <- "No registrations here."
		here <- function(name) reactive(x$ask(name, borough = x$borough(), practice = x$practice()))
		whose <- function() if (x$practice() != "") practice_name(x$data, x$practice()) else x$where()
		totals <- here("lists_totals")
		closed <- reactive(x$ask("lists_closed"))
		answer_server(x, "lists_answer", function()
		{
			row <- totals()
			rows <- closed()
			if (nrow(row) == 0)
				return(none)
			first <- rows[rows$closed == rows$closed[1], ]
			paste0("From ", whole(row[[1]]), " to ", whole(row[[2]]), " people on the lists of ", whose(), ": ", whole(row[[3]]), " joined who had been on none, ", whole(row[[4]]), " left for none.",
				if (nrow(first) > 0) paste0(" ", first$closed[1], " closed in ", month(first$month[1]), " with ", whole(first$patients[1]), " people; the largest part of them, ", percent(first[["share [%]"]][1]), ", went to ", first$went_to[1], "."))
		})
		keys_server(x, "lists_totals", totals, none)
		figure_server(x, "lists_closed", closed,
			title = function(rows) paste0("Where the people of ", paste(unique(rows$closed), collapse = ", "), " went when the list closed"),
			alt = function(rows) paste0("Bars of where ", whole(rows$patients[1]), " people went: ", paste0(head(rows$went_to, 3), ", ", whole(head(rows$people, 3)), collapse = "; "), "."),
			empty = "No list closed.",
			draw = function(rows)
			{
				rows <- head(rows, 25)
				rows <- rows[nrow(rows):1, ]
				names <- if (length(unique(rows$closed)) > 1) paste0(rows$closed, " \u2192 ", rows$went_to) else rows$went_to
				chart(list(bars_across(rows$people, names, "", paste0("<b>", names, "</b><br>", whole(rows$people), " people, ", percent(rows[["share [%]"]]), " of the list"), "@sky", showlegend = FALSE)),
					xaxis = list(title = list(text = "people; the largest 25 groups")), yaxis = list(categoryorder = "array", categoryarray = I(names)), height = 90 + 26 * nrow(rows))
			})
		figure_server(x, "lists_months", here("lists_months"),
			title = function(rows) paste0("Who joined and who left, month by month, ", whose()),
			alt = function(rows) paste0("From ", whole(rows$list_start[1]), " people on lists on ", rows$first_day[1], " to ", whole(rows$list_end[nrow(rows)]), " on ", rows$last_day[nrow(rows)], ". Every month is in the table of figures."),
			empty = none,
			draw = function(rows)
			{
				names <- month(rows$first_day)
				one <- function(column, sign, name, colour) c(list(type = "bar", x = I(names), y = I(sign * rows[[column]]), name = name, marker = list(color = colour), textposition = "none"), hover("<b>", names, "</b><br>", name, ": ", whole(rows[[column]])))
				chart(list(one("joined_new", 1, "joined from no list", "@blue"), one("joined_from_lists", 1, "joined from another list", "@sky"), one("left_to_lists", -1, "left to another list", "@orange"), one("left_all_lists", -1, "left all lists", "@red")),
					barmode = "relative", xaxis = list(type = "category"), yaxis = list(title = list(text = "people"), zeroline = TRUE), height = 380)
			})
		figure_server(x, "lists_practices", reactive(x$ask("lists_practices", borough = x$borough())),
			title = function(rows) paste0("Change of each practice\u2019s list, ", x$where()),
			alt = function(rows) { change <- ifelse(is.na(rows$list_at_last), 0, rows$list_at_last) - ifelse(is.na(rows$list_at_first), 0, rows$list_at_first); paste0("Most gained ", rows$name[1], ", ", whole(change[1]), "; most lost ", rows$name[nrow(rows)], ", ", whole(-change[nrow(rows)]), ".") },
			empty = none,
			draw = function(rows)
			{
				first <- ifelse(is.na(rows$list_at_first), 0, rows$list_at_first)
				last <- ifelse(is.na(rows$list_at_last), 0, rows$list_at_last)
				at <- seq_along(first)
				chart(list(c(list(type = "bar", x = I(at), y = I(last - first), marker = list(color = I(ifelse(rows$practice == x$practice(), "@orange", "@sky"))), textposition = "none", showlegend = FALSE),
					hover("<b>", rows$name, "</b><br>", whole(first), " to ", whole(last), "<br>", whole(rows$joined), " joined, ", whole(rows$left), " left", ifelse(is.na(rows$person_years_in_2024), "", paste0("<br>", whole(rows$person_years_in_2024), " person-years in 2024"))))),
					xaxis = list(title = list(text = "practices, in order; the pointer says which"), showticklabels = FALSE, showgrid = FALSE), yaxis = list(title = list(text = "people"), zeroline = TRUE), bargap = 0.1, height = 380)
			})
	})
