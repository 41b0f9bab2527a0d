# How do lists change?

lists_panel <- list(id = "lists", name = "Lists", question = "How do lists change?",
	lead = "List sizes say only the net of it. The account says who stayed, who joined from another list or from none, and who left.",
	needs = "registrations", practice = TRUE,
	ui = function(x) tagList(
		keys_ui("lists_totals"),
		figure_ui("lists_quarters", "By quarter: above the line who joined, below it who left.",
			tagList(p("Where each person was on the first and on the last day of the quarter: ", tags$code("place_at(practice, period, day)"), ", and what became of each list: ", tags$code("list_account(movements)"), "."),
				p("list at the end = list at the start + joined from no list + joined from other lists \u2212 left to other lists \u2212 left all lists. Who joined and left within one quarter is not in it."))),
		figure_ui("lists_practices", "Change of each list from the first day of 2023 to the first of 2025. A practice that closed loses all of its list, and is in no borough.",
			p("List on the last day less list on the first."))),
	server = function(x)
	{
		none <- "No registrations here."
		here <- function(name) reactive(x$ask(name, borough = x$borough(), practice = x$practice()))
		whose <- function() if (x$practice() != "") practice_name(x$data, x$practice()) else x$where()
		keys_server(x, "lists_totals", here("lists_totals"), none)
		figure_server(x, "lists_quarters", here("lists_quarters"),
			title = function(rows) paste0("Who joined and who left, quarter by quarter, ", whose()),
			alt = function(rows) paste0("From ", whole(rows$list_start[1]), " people on lists on ", rows$first_day[1], " to ", whole(rows$list_end[nrow(rows)]), " on ", rows$last_day[nrow(rows)], ". Every quarter is in the table of figures."),
			empty = none,
			draw = function(rows)
			{
				names <- paste0(format(rows$first_day, "%Y"), " Q", (as.integer(format(rows$first_day, "%m")) + 2) %/% 3)
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
					hover("<b>", rows$name, "</b><br>", whole(first), " to ", whole(last), "<br>", whole(rows$joined), " joined, ", whole(rows$left), " left"))),
					xaxis = list(title = list(text = "practices, in order; the pointer says which"), showticklabels = FALSE, showgrid = FALSE), yaxis = list(title = list(text = "people"), zeroline = TRUE), bargap = 0.1, height = 380)
			})
	})
