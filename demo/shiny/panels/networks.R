# Which practices serve the same streets?

networks_panel <- list(id = "networks", name = "Networks", question = "Which practices serve the same streets?",
	lead = "Two practices are tied here by each area in which both have 50 patients or more. Such ties say who could work together, not who does; and nothing here says who decides.",
	needs = "ties", practice = TRUE,
	ui = function(x) tagList(
		answer_ui("networks_answer"),
		keys_ui("networks_totals"),
		if (x$data$facts[["networks"]]) figure_ui("networks_apart", "Primary care networks whose practices fall into several groups that have no streets in common.",
			p("Of the practices of a network only the ties among themselves count. Groups: practices that reach each other by such ties. Density: ties that are there, of those that could be. ", tags$code("network_structure(ties, 1, members)"), ".")),
		figure_ui("networks_places", "Each mark is a practice: to the right those with many ties, at the top those that others need to reach each other on the shortest way.",
			tagList(p("Ties: other practices with which it has an area in common. Betweenness: over all pairs of others, the share of their shortest ways on which it stands (Freeman 1979). ", tags$code("network_places(ties)"), "."),
				p("Needed on the shortest way is not needed: there may be a longer way round. Hub dependence says that."))),
		figure_ui("networks_thresholds", "The same where a tie asks for more areas in common. What holds at one threshold only is worth nothing.",
			tagList(p("Degree centralisation: how far ties sit on one practice, 1 in a star. Hub dependence: of the pairs of others that reach each other, the share that no longer do without the hub. Peer density: the share of ties that others could have among themselves, without the centre. Modularity: how much more ties run within communities than chance would lay there."),
				p(tags$code("network_thresholds(ties, {1, 2, 5, 10, 20})"), ", ", tags$code("modularity(ties, network_communities)"), ". Sizes of practices differ: a large one meets a threshold more easily."))),
		if (x$data$facts[["boundaries"]]) figure_ui("networks_map", "An area is of the community of the practice with which most of its people are registered. Colours only tell neighbours apart.", map = TRUE,
			definition = tagList(p("Communities: practices with more ties among themselves than chance would give practices of as many ties, found by search (Traag 2019): ", tags$code("network_communities(ties)"), "."),
				p("Two partitions of almost the same modularity may differ in many places: communities are nobody\u2019s boundaries.")))),
	server = function(x)
	{
		none <- "No two practices here serve the same streets."
		thresholds <- reactive(x$ask("networks_thresholds"))
		places <- reactive(x$ask("networks_places", borough = x$borough()))
		answer_server(x, "networks_answer", function()
		{
			rows <- thresholds()
			counted <- x$ask("networks_counted", borough = x$borough())
			first <- rows[1, ]
			fifth <- rows[rows$areas_in_common == 5, ]
			of_others <- "of the pairs of others no longer reach each other"
			without <- function(row) paste0(percent(row$hub_dependence), " ", of_others)
			paste0(if (counted$networks > 0) paste0(counted$in_several_groups, " of ", counted$networks, " networks of ", x$where(), if (counted$in_several_groups == 1) " falls" else " fall", " into groups of practices that have no streets in common. "),
				"Over all, ", first$centre, " has most ties: it shares streets with ", whole(first$ties_of_the_centre), " of ", whole(first$practices - 1), " other practices.",
				if (!is.na(first$hub)) paste0(" Without ", first$hub, ", on which most depends, ", without(first), if (first$hub_dependence < 0.1) ": there are ways round", "."),
				if (nrow(fifth) > 0 && !is.na(fifth$hub)) paste0(" Where a tie asks for five areas in common, it is ", if (identical(fifth$hub, first$hub)) "" else paste0(fifth$hub, " and "), percent(fifth$hub_dependence), "."))
		})
		keys_server(x, "networks_totals", reactive(x$ask("networks_totals")), none)
		figure_server(x, "networks_apart", reactive(x$ask("networks_apart", borough = x$borough())),
			title = function(rows) paste0("Networks whose practices serve different streets, ", x$where()),
			alt = function(rows) paste0(nrow(rows), " networks in several groups: ", paste0(head(rows$name, 6), ", ", head(rows$groups, 6), " groups of ", head(rows$practices, 6), " practices", collapse = "; "), "."),
			empty = "The practices of every network here have streets in common.",
			draw = function(rows)
			{
				more <- nrow(rows) - 40
				rows <- head(rows, 40)
				rows <- rows[nrow(rows):1, ]
				says <- paste0("<b>", rows$name, "</b>, ", rows$borough, "<br>", rows$practices, " practices in ", rows$groups, " groups, ", rows$alone, " of them alone<br>", percent(rows[["density [%]"]]), " of the ties that could be")
				chart(list(bars_across(rows$groups, rows$name, "", says, "@orange", showlegend = FALSE)),
					xaxis = list(title = list(text = if (more > 0) paste0("groups without streets in common; ", more, " more networks are in the figures") else "groups without streets in common"), dtick = 1),
					yaxis = list(categoryorder = "array", categoryarray = I(rows$name)), height = 100 + 26 * nrow(rows))
			})
		figure_server(x, "networks_places", places,
			title = function(rows) paste0("Ties of each practice, and whom it stands between, ", x$where()),
			alt = function(rows) paste0(whole(nrow(rows)), " practices. Most shortest ways run through ", rows$name[1], ", tied to ", whole(rows$tied_to[1]), " others. Every practice is in the table of figures."),
			empty = none,
			draw = function(rows)
			{
				says <- paste0("<b>", rows$name, "</b><br>tied to ", whole(rows$tied_to), " others<br>betweenness ", whole(rows$betweenness), "<br>community ", rows$community, ifelse(rows$cut_place, "<br>others reach the rest only through it", ""))
				me <- rows$practice == x$practice()
				one <- function(which, name, colour, symbol, size) if (any(which)) list(points(rows$tied_to[which], rows$betweenness[which], name, says[which], colour, symbol, size)) else list()
				chart(c(one(!rows$cut_place, "practices", "@blue", "circle", 7), one(rows$cut_place, "others reach the rest only through it", "@red", "triangle-up", 9), one(me, "my practice", "@orange", "diamond", 14)),
					xaxis = list(title = list(text = "other practices with streets in common"), rangemode = "tozero"), yaxis = list(title = list(text = "betweenness"), rangemode = "tozero"), height = 420)
			})
		figure_server(x, "networks_thresholds", thresholds,
			title = function(rows) paste0("One centre or many ties? Four numbers by the areas that a tie asks for, ", x$data$city),
			alt = function(rows) paste0("Where a tie asks for ", rows$areas_in_common, " areas in common: degree centralisation ", decimal(rows$degree_centralisation), ", hub dependence ", decimal(rows$hub_dependence), ", peer density ", decimal(rows$peer_density), ", modularity ", decimal(rows$modularity), collapse = "; "),
			empty = none,
			draw = function(rows)
			{
				at <- paste(rows$areas_in_common)
				one <- function(column, name, colour, symbol) c(points(at, rows[[column]], name, paste0("<b>", name, "</b><br>", at, " areas in common<br>", decimal(rows[[column]])), colour, symbol, 9), list(line = list(color = colour, width = 1.8)))
				chart(list(one("degree_centralisation", "degree centralisation", "@blue", "circle"), one("hub_dependence", "hub dependence", "@red", "triangle-up"),
					one("peer_density", "peer density", "@green", "square"), one("modularity", "modularity", "@quiet", "diamond")),
					xaxis = list(title = list(text = "areas in common that a tie asks for"), type = "category"), yaxis = list(title = list(text = ""), range = I(c(-0.03, 1.03))), height = 380)
			})
		figure_server(x, "networks_map", reactive(x$ask("networks_map", borough = x$borough())),
			title = function(rows) paste0("Communities of practices that serve the same streets, ", x$where()),
			alt = function(rows) paste0("Map of ", whole(nrow(rows)), " areas in ", length(unique(rows$community)), " communities of practices. Every area is in the table of figures."),
			empty = "No area here.",
			draw = function(rows)
			{
				says <- "<b>{name}</b>, {borough}<br>community {community}<br>most with {practice}: {people} people"
				list(maps = I(list(map_of("", rows$area, rep(0, nrow(rows)), says, groups = paste0("C", rows$community), key = list()))), fit = x$borough())
			}, draws = "map")
	})
