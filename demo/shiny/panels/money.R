# How would the money be shared out?

money_panel <- list(id = "money", name = "Money", question = "How would money be shared out if it followed need?",
	lead = "A made-up budget of 100 million pounds is shared out by heads today. Its target follows the conditions of each network\u2019s people; next year\u2019s 103 million moves towards it, and nobody grows by less than 1 % or by more than 6 %.",
	needs = "money", borough = FALSE,
	ui = function(x) tagList(
		div(class = "filters", choice("times", "Need counts", c("Once" = "1", "Twice" = "2"), x$query)),
		answer_ui("money_answer"),
		figure_ui("money_distance", "Of today\u2019s allocation from the target: to the right over target, to the left under it.",
			tagList(p("Need index: conditions of a network\u2019s people for each head, over those of everybody. Target: ", tags$code("allocate(weighted_capitation(people, {need}), total)"), ", exact to the penny. Distance = allocation \u2212 target; its share is of the target."))),
		figure_ui("money_growth", "Growth of each network\u2019s allocation from today to next year.",
			p("Target within floors and ceilings: ", tags$code("allocate(target, total, at_least => 1.01 baseline, at_most => 1.06 baseline)"), "."))),
	server = function(x)
	{
		rows <- reactive(x$ask("money_networks", times = as.integer(req(x$input$times))))
		answer_server(x, "money_answer", function()
		{
			rows <- rows()
			last <- nrow(rows)
			paste0("Furthest over target is ", rows$name[1], ", by ", percent(rows[["share of target [%]"]][1]), "; furthest under it ", rows$name[last], ", by ", percent(-rows[["share of target [%]"]][last]), ".")
		})
		one <- function(id, column, title, axis) figure_server(x, id, rows,
			title = function(rows) paste0(title, ", networks of ", x$data$city),
			alt = function(rows) paste0("Bars of ", nrow(rows), " networks, from ", percent(max(rows[[column]])), " to ", percent(min(rows[[column]])), "."), empty = "No network.",
			draw = function(rows)
			{
				rows <- rows[order(rows[[column]]), ]
				says <- paste0("<b>", rows$name, "</b><br>", percent(rows[[column]]), "<br>need index ", decimal(rows$need_index, 2), "<br>today \u00a3", whole(rows$allocation_today), "<br>target \u00a3", whole(rows$target), "<br>next year \u00a3", whole(rows$next_year))
				chart(list(bars_across(rows[[column]], rows$name, "", says, I(ifelse(rows[[column]] < 0, "@orange", "@blue")), showlegend = FALSE)), xaxis = list(title = list(text = axis), tickformat = ".0%", zeroline = TRUE), yaxis = list(categoryorder = "array", categoryarray = I(rows$name)), height = 90 + 24 * nrow(rows))
			})
		one("money_distance", "share of target [%]", "Distance from target", "of the target")
		one("money_growth", "growth [%]", "Growth next year", "of today\u2019s allocation")
	})
