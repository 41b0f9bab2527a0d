# Where do the people of a practice, or of a hospital, live?

catchment_panel <- list(id = "catchment", name = "Catchments", question = "Where do its people live?",
	lead = "Choose a practice under \u201cMy practice\u201d, and its list shows on the map.",
	needs = "boundaries", search = TRUE, practice = TRUE,
	ui = function(x) tagList(
		if (x$data$facts[["hospitals"]]) div(class = "filters", choice("hospital", "Or a hospital", c("None" = "", setNames(paste0("H", 1:5), paste("Hospital", 1:5))), x$query)),
		keys_ui("catchment_totals"),
		figure_ui("catchment_areas", "The areas with most of its people, one after another, until 80 % of them are in: that is its catchment.", map = TRUE,
			definition = p("Areas in descending order of people; in the catchment until the share of the list that lives in them reaches 80 %: ", tags$code("catchments(flows, 0.8)"), "."))),
	server = function(x)
	{
		provider <- reactive(if (!is.null(x$input$hospital) && x$input$hospital != "") x$input$hospital else if (x$practice() != "") x$practice() else
			x$data$practices$practice[if (x$borough() == "ALL") 1 else match(x$borough(), x$data$practices$place)])
		totals <- reactive(x$ask("catchment_totals", provider = provider()))
		keys_server(x, "catchment_totals", totals, "No practice here.")
		figure_server(x, "catchment_areas", reactive(x$ask("catchment_areas", provider = provider())),
			title = function(rows) paste0("Where the people of ", totals()[["Practice or hospital"]], " live"),
			alt = function(rows) paste0("Map of the areas where its people live: ", whole(sum(rows$in_catchment)), " areas hold 80 % of them, first ", rows$name[1], " with ", whole(rows$people[1]), "."),
			empty = "Nobody of its list lives in an area of this map.",
			draw = function(rows)
			{
				at <- ifelse(!rows$in_catchment, 0, ifelse(rows$cumulative_share <= 0.25, 3, ifelse(rows$cumulative_share <= 0.5, 2, 1)))
				says <- paste0("<b>", rows$name, "</b>, ", rows$borough, "<br>", whole(rows$people), " people, ", percent(rows$share), " of all<br>", ifelse(rows$in_catchment, "in the catchment", "outside the catchment"))
				list(maps = I(list(map_of("", rows$area, at, says, key = map_key(c("@scale1", "@scale2", "@scale4", "@scale5"), c("outside the catchment", "up to 80 %", "the first half", "the first quarter"))))), fit = "CATCHMENT")
			}, draws = "map")
	})
