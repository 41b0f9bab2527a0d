# Does the same clinician see the same patient?

continuity_panel <- list(id = "continuity", name = "Continuity", question = "Does the same clinician see the same patient?",
	lead = "COC is the chance that two visits of a patient are with the same clinician (Bice and Boxerman 1977), here the mean over patients with two visits or more. It does not fall merely because people visit more.",
	needs = "visits", period = TRUE, practice = TRUE,
	ui = function(x)
	{
		coc <- tagList(p("Of a patient with n visits, of which n", tags$sub("j"), " are with clinician j: ", tags$code("COC = (\u03a3 n\u2c7c\u00b2 \u2212 n) / (n (n \u2212 1))"), ", from 0 (never the same) to 1 (always). Of a practice: the mean over its patients with two visits or more, with its t interval of 95 %."),
			p(tags$code("mean_estimate(bice_boxerman(care))")))
		tagList(
			answer_ui("continuity_answer"),
			keys_ui("continuity_totals"),
			figure_ui("continuity_standing", "How far each practice is from everybody, in standard deviations that allow for practices to differ beyond chance, over both years. Beyond the lines at 3.09 a practice stands out.",
				p("Deviation = (COC of the practice \u2212 COC of all) / \u221a(variance of its mean + variance between practices); the latter with the outer tenths drawn in (Spiegelhalter 2005).")),
			figure_ui("continuity_practices", "In order, with 95 % intervals; the lines are what a practice is compared with.", coc),
			figure_ui("continuity_ages", "Mean with its 95 % interval.", coc),
			figure_ui("continuity_counted", "The same in both years together, where other visits, clinicians or patients count, with 95 % intervals. Figures of two places can be compared only if both counted alike.",
				tagList(coc, p("Several visits a day: ", tags$code("once_a_day(panel)"), "; clinicians: ", tags$code("except_providers(panel, clinicians)"), ", ", tags$code("only_providers(panel, clinicians)"), "; people in care homes: ", tags$code("except_patients(panel, patients)"), ", ", tags$code("only_patients(panel, patients)"), ". Then ", tags$code("mean_continuity(panel)"), "."))),
			figure_ui("continuity_months", "Twelve months up to each, cut from the stored panels of practices, with 95 % intervals. The filter of periods does not apply here.", tagList(coc, p(tags$code("continuity(during(panel, year))")))))
	},
	server = function(x)
	{
		none <- "Nobody here has two visits in this period."
		here <- function(name) reactive(x$ask(name, borough = x$borough(), period = x$period()))
		standing <- reactive(x$ask("continuity_standing", borough = x$borough()))
		answer_server(x, "continuity_answer", function()
		{
			rows <- standing()
			out <- rows[which(rows$stands_out), ]
			mine <- rows[rows$practice == x$practice(), ]
			paste0(if (nrow(out) == 0) paste0("No practice of ", x$where(), " stands out.") else paste0(out$name, " stands out: COC ", decimal(out$coc), " against ", decimal(out$of_all), " of everybody, ",
				decimal(abs(out$deviation), 1), " standard deviations ", ifelse(out$deviation > 0, "above", "below"), ".", collapse = " "),
				if (nrow(mine) > 0 && !isTRUE(mine$stands_out)) paste0(" ", mine$name, " does not: COC ", decimal(mine$coc), ", ", decimal(mine$deviation, 1), " standard deviations from everybody."))
		})
		keys_server(x, "continuity_totals", here("continuity_totals"), none)
		figure_server(x, "continuity_standing", standing,
			title = function(rows) paste0("Which practice\u2019s continuity stands out, ", x$where(), ", 2023 and 2024"),
			alt = function(rows) paste0(nrow(rows), " practices in order of how far they are from everybody, from ", decimal(max(rows$deviation), 1), " to ", decimal(min(rows$deviation), 1), " standard deviations; ", sum(rows$stands_out), " stand out."),
			empty = none,
			draw = function(rows)
			{
				rows <- rows[order(rows$deviation), ]
				says <- paste0("<b>", rows$name, "</b><br>COC ", decimal(rows$coc), "<br>", decimal(rows$deviation, 1), " standard deviations", ifelse(rows$stands_out, ": stands out", ""))
				me <- rows$practice == x$practice()
				at <- seq_len(nrow(rows))
				one <- function(which, name, colour, symbol, size) if (any(which)) list(points(at[which], rows$deviation[which], name, says[which], colour, symbol, size)) else list()
				chart(c(one(!rows$stands_out, "as practices differ", "@quiet", "circle", 8), one(rows$stands_out, "stands out", "@red", "triangle-up", 12), one(me, "my practice", "@orange", "diamond", 14),
						list(a_line(c(0, nrow(rows) + 1), c(3.09, 3.09), "3.09", dash = "dot", legendgroup = "l"), a_line(c(0, nrow(rows) + 1), c(-3.09, -3.09), "", dash = "dot", showlegend = FALSE, legendgroup = "l"))),
					xaxis = list(title = list(text = "practices, in order"), showticklabels = FALSE, showgrid = FALSE, zeroline = FALSE), yaxis = list(title = list(text = "standard deviations"), zeroline = TRUE), height = 380)
			})
		figure_server(x, "continuity_practices", reactive(with_more(here("continuity_practices")(), compared = x$ask("continuity_comparators", borough = x$borough(), period = x$period(), city = x$data$city))),
			title = function(rows) paste0("Continuity of care by practice, ", x$where(), ", ", x$period()),
			alt = function(rows) paste0("Ranked bars of ", nrow(rows), " practices, from ", rows$name[1], ", ", decimal(rows$rate[1]), ", to ", rows$name[nrow(rows)], ", ", decimal(rows$rate[nrow(rows)]), "."),
			empty = none,
			draw = function(rows) ranked_chart(transform(rows, people = patients), "practice", "name", x$practice(), attr(rows, "more")$compared, "COC", places = 3))
		figure_server(x, "continuity_ages", here("continuity_ages"),
			title = function(rows) paste0("Continuity of care by age, ", x$where(), ", ", x$period()),
			alt = function(rows) paste0("Continuity by age. ", paste0(rows$age, ": ", decimal(rows$coc), collapse = "; "), "."),
			empty = none,
			draw = function(rows) chart(list(c(points(rows$age, rows$coc, "COC", paste0("<b>", rows$age, "</b><br>", decimal(rows$coc), " (95 %: ", decimal(rows$lower), " to ", decimal(rows$upper), ")<br>", whole(rows$patients), " patients"), "@blue"),
				list(showlegend = FALSE, error_y = limits(rows$coc, rows$lower, rows$upper)))),
				xaxis = list(title = list(text = "age"), type = "category"), yaxis = list(title = list(text = "COC")), height = 320))
		figure_server(x, "continuity_counted", reactive(x$ask("continuity_counted", borough = x$borough())),
			title = function(rows) paste0("Continuity of care counted otherwise, ", x$where(), ", 2023 and 2024"),
			alt = function(rows) paste0("Continuity by what counts. ", paste0(rows$counted, ": ", decimal(rows$coc), collapse = "; "), "."),
			empty = none,
			draw = function(rows)
			{
				rows <- rows[nrow(rows):1, ]
				chart(list(c(points(rows$coc, rows$counted, "COC", paste0("<b>", rows$counted, "</b><br>", decimal(rows$coc), " (95 %: ", decimal(rows$lower), " to ", decimal(rows$upper), ")<br>", whole(rows$patients), " patients, ", whole(rows$visits), " visits"), "@blue"),
					list(showlegend = FALSE, error_x = limits(rows$coc, rows$lower, rows$upper)))),
					xaxis = list(title = list(text = "COC"), rangemode = "tozero"), yaxis = list(type = "category", categoryorder = "array", categoryarray = I(rows$counted)), height = 320)
			})
		figure_server(x, "continuity_months", reactive(x$ask("continuity_months", borough = x$borough(), city = x$data$city)),
			title = function(rows) paste0("Continuity of care over twelve months up to each, ", x$where()),
			alt = function(rows) { one <- rows[rows$place == rows$place[nrow(rows)], ]; paste0("Continuity over twelve months up to each month: ", decimal(one$coc[1]), " to ", month(one$twelve_months_to[1]), ", ", decimal(one$coc[nrow(one)]), " to ", month(one$twelve_months_to[nrow(one)]), ".") },
			empty = none,
			draw = function(rows)
			{
				places <- unique(rows$place)
				chart(unlist(lapply(rev(seq_along(places)), function(i)
				{
					one <- rows[rows$place == places[i], ]
					at <- format(one$twelve_months_to)
					hue <- c("@quiet", "@blue")[if (length(places) == 1) 2 else i]
					list(band(at, one$lower, one$upper, "95 %", showlegend = FALSE), c(points(at, one$coc, places[i], paste0("<b>", places[i], "</b><br>twelve months to ", month(one$twelve_months_to), "<br>", decimal(one$coc), " (95 %: ", decimal(one$lower), " to ", decimal(one$upper), ")"), hue, size = 6),
						list(line = list(color = hue, width = 2))))
				}), recursive = FALSE), xaxis = list(title = list(text = "twelve months to"), type = "date", tickformat = "%b %y"), yaxis = list(title = list(text = "COC")), height = 340, lines = TRUE)
			})
	})
