# Rates by area, on the map and by borough.

map_panel <- list(id = "map", name = "Map", question = "Where is it high, and where low?",
	lead = "Each shape is a small area. Rest the pointer on one for its name and figures, or search for a place.",
	needs = "boundaries", search = TRUE,
	ui = function(x)
	{
		by_area <- x$data$measures[x$data$measures$by_area, ]
		tagList(
			div(class = "filters", choice("measure", "Show", setNames(by_area$measure, by_area$name), x$query),
				choice("counted", "Rates of small areas", c("Smoothed" = "smoothed", "Not smoothed" = "rate"), x$query)),
			answer_ui("map_answer"),
			p(class = "note textual", id = "map_modelled"),
			figure_ui("map_areas", "Five classes with as many areas in each. They stay the same when a borough is chosen.", map = TRUE,
				definition = tagList(p(class = "textual", id = "map_definition"), p("Smoothed: the rate of an area is drawn towards the rate of all, the more the fewer people it has: ",
					tags$code("smoothed = all + w (rate \u2212 all), w = v / (v + all / people)"), ", where v is the variance between areas beyond chance (Marshall 1991)."))),
			figure_ui("map_boroughs", "Lines stay where they are: all boroughs together, and those that the chosen borough is compared with.",
				"A borough's events over its people, with the 95 % interval: Wilson's for shares, Byar's for rates. Of deprivation: the mean of its areas. Of conditions on practices' registers the events are modelled, so that the intervals are not sampling intervals."))
	},
	server = function(x)
	{
		measure <- reactive({
			known <- x$data$measures
			known[match(req(x$input$measure), known$measure), ]
		})
		column <- reactive(if (measure()$kind == "decile" || identical(x$input$counted, "rate")) "rate" else "smoothed")
		suffix <- reactive(switch(measure()$kind, proportion = "\u00a0%", rate = paste0(" for ", whole(measure()$per)), ""))
		rates <- reactive(x$ask("map_rates", measure = measure()$measure, borough = x$borough()))
		# what does not depend on the borough is not asked again when that changes
		breaks <- reactive(x$ask("map_breaks", measure = measure()$measure))
		of_measure <- reactive(x$ask("map_boroughs", measure = measure()$measure))
		boroughs <- reactive(with_more(of_measure(), compared = x$ask("map_comparators", measure = measure()$measure, borough = x$borough(), city = x$data$city)))
		how <- reactive(if (measure()$kind == "decile") "" else paste0(", ", if (measure()$modelled) "modelled", if (measure()$modelled && column() == "smoothed") " and ",
			if (column() == "smoothed") "smoothed" else if (!measure()$modelled) "as counted"))

		answer_server(x, "map_definition", function() measure()$definition)
		answer_server(x, "map_modelled", function() if (measure()$modelled) paste("No file says where the people on practices\u2019 registers live: here the registers are spread over the areas in which the people on the same lists live.",
			"The numerators are modelled, so the intervals are not sampling intervals: they say what chance would do to as many people who had been counted, and nothing of what the model leaves out.") else "")
		answer_server(x, "map_answer", function()
		{
			rows <- boroughs()
			compared <- attr(rows, "more")$compared
			paste0(measure()$name, ": ", decimal(compared$rate[1], 1), suffix(), " in ", x$data$city, "; highest in ", rows$name[1], " (", decimal(rows$rate[1], 1), suffix(), "), lowest in ",
				rows$name[nrow(rows)], " (", decimal(rows$rate[nrow(rows)], 1), suffix(), ").")
		})
		figure_server(x, "map_areas", reactive(with_more(rates(), breaks = breaks())),
			title = function(rows) paste0(measure()$name, " by area, ", x$where(), how()),
			alt = function(rows) paste0("Map of ", whole(nrow(rows)), " areas: ", measure()$name, ". Highest: ", rows$name[1], ", ", decimal(rows[[column()]][1], 1), suffix(), ". Every area is in the table of figures."),
			empty = "No rates of areas here.",
			draw = function(rows)
			{
				breaks <- if (measure()$kind == "decile") c(2, 4, 6, 8) + 0.5 else attr(rows, "more")$breaks$smoothed
				at <- findInterval(rows[[column()]], breaks)
				says <- paste0("<b>{name}</b>, {borough}<br>{smoothed:1}", suffix(), if (measure()$kind != "decile")
					paste0(" smoothed<br>{rate:1}", suffix(), if (measure()$modelled) " as modelled: " else " as counted: ", "{events} of {people}"))
				ends <- decimal(breaks, if (max(breaks) < 20 && measure()$kind != "decile") 1 else 0)
				labels <- if (measure()$kind == "decile") c("1 and 2, most deprived", "3 and 4", "5 and 6", "7 and 8", "9 and 10, least")
					else c(paste("below", ends[1]), paste(ends[-4], "to", ends[-1]), paste0(ends[4], " and over", suffix()))
				colours <- paste0("@scale", if (measure()$kind == "decile") 5:1 else 1:5)
				list(maps = I(list(map_of("", rows$area, at, says, key = map_key(colours, labels)))), fit = x$borough())
			}, draws = "map")
		figure_server(x, "map_boroughs", boroughs,
			title = function(rows) paste0(measure()$name, ", by borough, ", x$data$city, if (measure()$modelled) ", modelled"),
			alt = function(rows) paste0("Ranked bars of ", nrow(rows), " boroughs, from ", rows$name[1], " with ", decimal(rows$rate[1], 1), suffix(), " to ", rows$name[nrow(rows)], " with ", decimal(rows$rate[nrow(rows)], 1), suffix(), "."),
			empty = "No boroughs.",
			draw = function(rows) ranked_chart(rows, "place", "name", x$borough(), attr(rows, "more")$compared, trimws(paste0(measure()$name, ",", suffix()), "right", ","), suffix(),
				interval = if (measure()$modelled) "as if counted, 95 %" else "95 %"))
	})
