# Who are we responsible for?

who_panel <- list(id = "who", name = "Registered and resident", question = "Who are we responsible for?",
	lead = "Health answers for the people on its practices\u2019 lists, wherever they live; a council for its residents, wherever they are registered.",
	ui = function(x) tagList(
		answer_ui("who_answer"),
		keys_ui("who_totals"),
		figure_ui("who_elsewhere", "Residents of each borough who are on a list of another borough or beyond. The bars are numbers of people; shares are under the pointer and in the figures.",
			tagList(p("Residents of the borough on a list of a practice that stands elsewhere: the registered people of each area, added up over the areas of the borough and the practices outside it. The share is of all residents on any list, with Wilson\u2019s 95 % interval."),
				p(tags$code("reconcile(flows, residents)"), " gives ", tags$code("living_here_registered_elsewhere")))),
		figure_ui("who_share", "The same as a share of the residents who are on a list, in order; the lines are what a borough is compared with.",
			p("Share = people registered elsewhere / residents on a list, with Wilson\u2019s 95 % interval.")),
		figure_ui("who_boroughs", "People on the lists of the practices that stand in a borough, and people who live in it.",
			p("Registered: the sum of the lists of practices in the borough. Resident: the published count of people who live there. Lists hold people who moved away or died and are still listed, and people whom the count missed.")),
		figure_ui("who_flows", "To the right: people who come in, registered here and living there. To the left: people who go out, living here and registered there.",
			p("Each person on a list is counted once: by the borough of the practice and the borough of the area where the person lives."))),
	server = function(x)
	{
		answer_server(x, "who_answer", function()
		{
			rows <- x$ask("who_elsewhere")
			beyond <- x$ask("who_without_areas")
			mine <- rows[rows$place == x$borough(), ]
			paste0(rows$name[1], " has most people registered elsewhere: ", whole(rows$people_registered_elsewhere[1]), ", ", decimal(rows$rate[1], 1), "\u00a0% of its residents on a list.",
				if (nrow(mine) > 0) paste0(" ", mine$name, ": ", whole(mine$people_registered_elsewhere), " (", decimal(mine$rate, 1), "\u00a0%), rank ", mine$rank, " of ", nrow(rows), "."),
				if (nrow(beyond) > 0) paste0(" Not shown: ", paste0(beyond$name, ", where a practice of these lists stands with ", whole(beyond$registered), " people", collapse = "; "), "."))
		})
		keys_server(x, "who_totals", reactive(x$ask("who_totals", borough = x$borough())), "No borough.")
		elsewhere <- reactive(x$ask("who_elsewhere"))
		figure_server(x, "who_elsewhere", elsewhere,
			title = function(rows) paste0("People registered elsewhere than in their borough, ", x$data$city),
			alt = function(rows) paste0("Bars of ", nrow(rows), " boroughs: ", paste0(head(rows$name, 3), ", ", whole(head(rows$people_registered_elsewhere, 3)), collapse = "; "), ". The rest is in the table of figures."),
			empty = "No borough.",
			draw = function(rows)
			{
				rows <- rows[nrow(rows):1, ]
				says <- paste0("<b>", rows$name, "</b><br>", whole(rows$people_registered_elsewhere), " residents registered elsewhere<br>", decimal(rows$rate, 1), "\u00a0% of residents on a list<br>rank ", rows$rank)
				chart(list(bars_across(rows$people_registered_elsewhere, rows$name, "", says, I(ifelse(rows$place == x$borough(), "@orange", "@sky")), showlegend = FALSE)),
					xaxis = list(title = list(text = "people")), yaxis = list(categoryorder = "array", categoryarray = I(rows$name)), height = 90 + 24 * nrow(rows))
			})
		figure_server(x, "who_share", reactive(with_more(elsewhere(), compared = x$ask("who_elsewhere_comparators", borough = x$borough(), city = x$data$city))),
			title = function(rows) paste0("Share of residents on a list who are registered elsewhere, ", x$data$city),
			alt = function(rows) paste0("Ranked bars of ", nrow(rows), " boroughs, from ", decimal(max(rows$rate), 1), "\u00a0% to ", decimal(min(rows$rate), 1), "\u00a0%."),
			empty = "No borough.",
			draw = function(rows) ranked_chart(rows[, c("place", "name", "rate", "lower", "upper")], "place", "name", x$borough(), attr(rows, "more")$compared, "% of residents on a list", "\u00a0%"))
		figure_server(x, "who_boroughs", reactive(x$ask("who_boroughs")),
			title = function(rows) paste0("Registered against resident people, by borough, ", x$data$city),
			alt = function(rows) paste0("Registered and resident people. ", paste0(head(rows$borough, 6), ": ", whole(head(rows$registered, 6)), " registered, ", whole(head(rows$resident, 6)), " resident", collapse = "; "), "."),
			empty = "No borough.",
			draw = function(rows)
			{
				rows <- rows[nrow(rows):1, ]
				says <- paste0("<b>", rows$borough, "</b><br>", whole(rows$registered), " registered<br>", whole(rows$resident), " resident<br>", decimal(rows$registered_per_resident, 2), " registered for each resident")
				mine <- rows$place == x$borough()
				chart(c(list(list(type = "scatter", mode = "lines", x = I(c(rbind(rows$registered, rows$resident, NA))), y = I(rep(rows$borough, each = 3)), line = list(color = "@line", width = 5), hoverinfo = "skip", showlegend = FALSE)),
					list(points(rows$registered, rows$borough, "Registered", says, I(ifelse(mine, "@orange", "@blue"))), points(rows$resident, rows$borough, "Resident", says, I(ifelse(mine, "@orange", "@red")), "diamond"))),
					xaxis = list(title = list(text = "people")), yaxis = list(categoryorder = "array", categoryarray = I(rows$borough)), height = 110 + 26 * nrow(rows))
			})
		figure_server(x, "who_flows", reactive(if (x$borough() == "ALL") x$ask("who_flows_all") else x$ask("who_flows_one", borough = x$borough())),
			title = function(rows) paste0("Who crosses the boundary, ", x$where()),
			alt = function(rows) paste0("People who cross the boundary. ", paste0(head(rows$place, 5), ": ", whole(head(rows$into_the_lists, 5)), " come in, ", whole(head(rows$out_to_other_lists, 5)), " go out", collapse = "; "), "."),
			empty = "Nobody crosses this boundary.",
			draw = function(rows)
			{
				rows <- rows[nrow(rows):1, ]
				says <- paste0("<b>", rows$place, "</b><br>", whole(rows$into_the_lists), " come in<br>", whole(rows$out_to_other_lists), " go out")
				chart(list(bars_across(-rows$out_to_other_lists, rows$place, "Go out", says, "@orange"), bars_across(rows$into_the_lists, rows$place, "Come in", says, "@blue")),
					barmode = "relative", xaxis = list(title = list(text = "people: go out to the left, come in to the right"), showticklabels = TRUE),
					yaxis = list(categoryorder = "array", categoryarray = I(rows$place)), height = 110 + 22 * nrow(rows))
			})
	})
