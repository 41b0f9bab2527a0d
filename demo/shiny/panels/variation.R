# Do practices differ by more than chance?

variation_panel <- list(id = "variation", name = "Practices", question = "Do practices differ by more than chance?",
	lead = "Every practice with its 95 % interval, and against what size and the usual differences between practices explain.",
	needs = "rates", practice = TRUE,
	ui = function(x)
	{
		by_practice <- x$data$measures[x$data$measures$by_practice, ]
		tagList(
			div(class = "filters", choice("rate", "Show", setNames(by_practice$measure, by_practice$name), x$query)),
			answer_ui("variation_answer"),
			figure_ui("variation_ranked", "In order, with 95 % intervals. The lines stay where they are when a borough is chosen.",
				tagList(p(class = "textual", id = "variation_definition"), p("Intervals: Wilson\u2019s for shares, ", tags$code("proportion(events, people)"), "; Byar\u2019s for rates, ", tags$code("crude_rate(events, people)"), "."))),
			figure_ui("variation_funnel", "Between the limits a practice differs by no more than its size and the usual differences between practices explain.",
				p("Limits around the rate of all practices, widened by how much practices differ beyond chance (additive overdispersion, outer tenths drawn in: Spiegelhalter 2005): ", tags$code("overdispersion"), ", ", tags$code("funnel_limits(target, people, kind, confidence, 1, tau_squared)"), ".")))
	},
	server = function(x)
	{
		measure <- reactive(x$data$measures[match(req(x$input$rate), x$data$measures$measure), ])
		suffix <- reactive(if (measure()$kind == "proportion") "\u00a0%" else paste0(" for ", whole(measure()$per)))
		rows <- reactive(with_more(x$ask("variation_practices", measure = measure()$measure, borough = x$borough()),
			compared = x$ask("variation_comparators", measure = measure()$measure, borough = x$borough(), city = x$data$city)))
		answer_server(x, "variation_definition", function() measure()$definition)
		answer_server(x, "variation_answer", function()
		{
			rows <- rows()
			out <- rows[rows$rate > rows$upper_998 | rows$rate < rows$lower_998, ]
			mine <- rows[rows$practice == x$practice(), ]
			paste0(nrow(out), " of ", nrow(rows), " practices of ", x$where(), " lie outside the 99.8 % limits", if (nrow(out) > 0) paste0(": ", some_of(paste0(out$name, " (", decimal(out$rate, 1), suffix(), ")"), 4)), ".",
				if (nrow(mine) > 0) paste0(" ", mine$name, ": ", decimal(mine$rate, 1), suffix(), ", rank ", rank(-rows$rate, ties.method = "min")[rows$practice == mine$practice], "."))
		})
		figure_server(x, "variation_ranked", rows,
			title = function(rows) paste0(measure()$name, " by practice, ", x$where()),
			alt = function(rows) paste0("Ranked bars of ", nrow(rows), " practices, from ", rows$name[1], ", ", decimal(rows$rate[1], 1), suffix(), ", to ", rows$name[nrow(rows)], ", ", decimal(rows$rate[nrow(rows)], 1), suffix(), "."),
			empty = "No practice here.",
			draw = function(rows) ranked_chart(rows, "practice", "name", x$practice(), attr(rows, "more")$compared, paste0(measure()$name, ",", suffix()), suffix()))
		figure_server(x, "variation_funnel", reactive(x$ask("variation_practices", measure = measure()$measure, borough = x$borough())),
			title = function(rows) paste0(measure()$name, " by size of practice, ", x$where()),
			alt = function(rows) paste0("Funnel plot of ", nrow(rows), " practices around ", decimal(rows$target[1], 1), suffix(), ": ", sum(rows$rate > rows$upper_998), " lie above the 99.8 % limit and ", sum(rows$rate < rows$lower_998), " below it."),
			empty = "No practice here.",
			draw = function(rows) funnel_chart(rows, "practice", "name", x$practice(), paste0(measure()$name, ",", suffix()), "people", suffix()))
	})
