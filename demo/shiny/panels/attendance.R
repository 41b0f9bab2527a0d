# Who attends most?

attendance_panel <- list(id = "attendance", name = "Attendance", question = "Who attends most?",
	lead = "A few people make many of the visits. People who made none are counted among the people.",
	needs = "visits", period = TRUE,
	ui = function(x) tagList(
		keys_ui("attendance_totals"),
		figure_ui("attendance_lorenz", "People from those who visit least to those who visit most, against the visits that they make together. The further the curve hangs below the straight line, the more is made by few.",
			p("The curve has a corner for each number of visits: ", tags$code("lorenz(profile)"), ". The share of the top 3 % splits ties: ", tags$code("top_share(profile, 0.03)"), ". Gini\u2019s coefficient is twice the area between the curve and the straight line."))),
	server = function(x)
	{
		none <- "No appointments, so nobody\u2019s attendance is known."
		here <- function(name) x$ask(name, borough = x$borough(), period = x$period())
		keys_server(x, "attendance_totals", reactive(here("attendance_totals")), none)
		figure_server(x, "attendance_lorenz", reactive(with_more(here("attendance_lorenz"), marks = here("attendance_marks"))),
			title = function(rows) paste0("The Lorenz curve of visits, ", x$where(), ", ", x$period()),
			alt = function(rows) { marks <- attr(rows, "more")$marks; paste0("Lorenz curve. ", paste0("The top ", percent(marks$top, 0), " of people make ", percent(marks$share_of_visits), " of all visits", collapse = ". "), ".") },
			empty = none,
			draw = function(rows)
			{
				marks <- attr(rows, "more")$marks
				says <- paste0("top ", percent(marks$top, 0), " of people: ", percent(marks$share_of_visits), " of visits")
				chart(c(list(a_line(c(0, 1), c(0, 1), "everybody as often", dash = "dot"),
						c(list(type = "scatter", mode = "lines", x = I(rows$people_share), y = I(rows$contact_share), name = "visits", line = list(color = "@blue", width = 2.5), fill = "tozeroy", fillcolor = "@band"),
							hover(percent(rows$people_share), " of people make<br>", percent(rows$contact_share), " of visits"))),
					lapply(seq_len(nrow(marks)), function(i) points(marks$people_share[i], marks$contact_share[i], says[i], says[i], c("@red", "@ink")[i], c("triangle-up", "circle")[i], 11))),
					xaxis = list(title = list(text = "people, least visits first"), tickformat = ".0%", range = I(c(0, 1.02))), yaxis = list(title = list(text = "of all visits"), tickformat = ".0%", range = I(c(0, 1.02))), height = 480)
			})
	})
