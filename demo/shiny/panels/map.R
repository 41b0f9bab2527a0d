# Rates by area, on the map and by borough.

map_panel <- list(id = "map", name = "Map", question = "Where is it high, and where low?",
	lead = "Each shape is a small area. Rest the pointer on one for its name and figures, or search for a place.",
	needs = "boundaries", search = TRUE,
	ui = function(x)
	{
		by_area <- x$data$measures[x$data$measures$by_area, ]
		tagList(
			div(class = "filters", choice("measure", "Show", setNames(by_area$measure, by_area$name), x$query),
				choice("counted", "Rates of small areas", c("Smoothed" = "smoothed", "As counted" = "rate"), x$query)),
			answer_ui("map_answer"),
			figure_ui("map_areas", "Five classes with as many areas in each. They stay the same when a borough is chosen.", map = TRUE,
				definition = tagList(p(class = "textual", id = "map_definition"), p("Smoothed: the rate of an area is drawn towards the rate of all, the more the fewer people it has: ",
					tags$code("smoothed = all + w (rate \u2212 all), w = v / (v + all / people)"), ", where v is the variance between areas beyond chance (Marshall 1991)."))),
			figure_ui("map_boroughs", "Lines stay where they are: all boroughs together, and those that the chosen borough is compared with.",
				"A borough's events over its people, with the 95 % interval: Wilson's for shares, Byar's for rates. Of deprivation: the mean of its areas."))
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
		boroughs <- reactive(with_more(x$ask("map_boroughs", measure = measure()$measure),
			compared = x$ask("map_comparators", measure = measure()$measure, borough = x$borough(), city = x$data$city)))

		answer_server(x, "map_definition", function() measure()$definition)
		answer_server(x, "map_answer", function()
		{
			rows <- boroughs()
			compared <- attr(rows, "more")$compared
			paste0(measure()$name, ": ", decimal(compared$rate[1], 1), suffix(), " in ", x$data$city, "; highest in ", rows$name[1], " (", decimal(rows$rate[1], 1), suffix(), "), lowest in ",
				rows$name[nrow(rows)], " (", decimal(rows$rate[nrow(rows)], 1), suffix(), ").")
		})
		figure_server(x, "map_areas", reactive(with_more(rates(), breaks = x$ask("map_breaks", measure = measure()$measure))),
			title = function(rows) paste0(measure()$name, " by area, ", x$where(), if (measure()$kind != "decile") if (column() == "rate") ", as counted" else ", smoothed"),
			alt = function(rows) paste0("Map of ", whole(nrow(rows)), " areas: ", measure()$name, ". Highest: ", rows$name[1], ", ", decimal(rows[[column()]][1], 1), suffix(), ". Every area is in the table of figures."),
			empty = "No rates of areas here.",
			draw = function(rows)
			{
				breaks <- if (measure()$kind == "decile") c(2, 4, 6, 8) + 0.5 else attr(rows, "more")$breaks$smoothed
				at <- findInterval(rows[[column()]], breaks)
				says <- paste0("<b>", rows$name, "</b>, ", rows$borough, "<br>", decimal(rows$smoothed, 1), suffix(), if (measure()$kind != "decile") " smoothed",
					if (measure()$kind != "decile") paste0("<br>", decimal(rows$rate, 1), suffix(), " as counted: ", decimal(rows$events, 0), " of ", whole(rows$people)))
				ends <- decimal(breaks, if (max(breaks) < 20 && measure()$kind != "decile") 1 else 0)
				labels <- if (measure()$kind == "decile") c("1 and 2, most deprived", "3 and 4", "5 and 6", "7 and 8", "9 and 10, least")
					else c(paste("below", ends[1]), paste(ends[-4], "to", ends[-1]), paste0(ends[4], " and over", suffix()))
				colours <- paste0("@scale", if (measure()$kind == "decile") 5:1 else 1:5)
				list(maps = I(list(map_of("", rows$area, at, says, key = map_key(colours, labels)))), fit = x$borough())
			}, draws = "map")
		figure_server(x, "map_boroughs", boroughs,
			title = function(rows) paste0(measure()$name, ", by borough, ", x$data$city),
			alt = function(rows) paste0("Ranked bars of ", nrow(rows), " boroughs, from ", rows$name[1], " with ", decimal(rows$rate[1], 1), suffix(), " to ", rows$name[nrow(rows)], " with ", decimal(rows$rate[nrow(rows)], 1), suffix(), "."),
			empty = "No boroughs.",
			draw = function(rows) ranked_chart(rows, "place", "name", x$borough(), attr(rows, "more")$compared, trimws(paste0(measure()$name, ",", suffix()), "right", ","), suffix()))
	})
