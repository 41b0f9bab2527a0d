# Today's networks beside maps that could be.

same_size <- "Best map of today's sizes"
tenth <- c("On the frontier, few people moved" = "tenth")

# A colour for each part that none of its neighbours has is found on the page, where the shapes are: here is only which is which.
localities_panel <- list(id = "localities", name = "Localities", question = "Which localities?",
	lead = "F is the share of people who are registered with a practice of their own locality. It grows with size: only maps of the same size can be held against each other, so that comparison stands first.",
	needs = "localities", search = TRUE,
	ui = function(x) tagList(
		div(class = "filters", choice("division", "Beside today\u2019s networks", c(same_size, "Localities of 30,000 to 50,000"), x$query)),
		answer_ui("localities_answer"),
		keys_ui("localities_totals"),
		figure_ui("localities_map", "Rest the pointer on an area for its name. Colours only tell neighbours apart. Moving one map moves the other.", map = TRUE,
			definition = tagList(p("Today: an area is the network\u2019s that most of its people are registered with. That flatters today: the areas are given out by the very lists that F counts."),
				p("Proposed: areas that hang together, cross no borough and follow the practices\u2019 lists, found by search: as many of the same sizes, within 5 % of each, ", tags$code("same_size_localities(people, neighbours, lists, today)"), ", or ", tags$code("localities(people, neighbours, smallest, largest, lists)"), ". F of a map: of every practice the largest part of its list that lives in one locality, added up, over all on lists."),
				p("F that no map of such parts can pass: each list\u2019s people as close together as the largest allowed part lets them be, ", tags$code("own_locality_bound(people, lists, largest)"), ". No map need reach it."))),
		figure_ui("localities_moves", "From network to network, people of the areas that would belong to another. Nobody changes practice: an area changes the team that it belongs to.",
			p("Each part of the best map continues at most one network; of all ways to pair them, the one in which most people stay where they are: ", tags$code("match_assignments(before, after, people)"), ", ", tags$code("compare_assignments(before, after, people, lists)"), ". The people of an area are moved where its network is not the one that its new part continues.")),
		figure_ui("localities_overlap", "The people of each network\u2019s areas: in the part of the proposed map that continues the network, and in other parts.",
			p("People that a network shares with each part: ", tags$code("assignment_overlap(before, after, people)"), "; which part continues it: ", tags$code("match_assignments(before, after, people)"), ". People are counted where they live, whichever practice they are registered with.")),
		answer_ui("frontier_answer"),
		figure_ui("localities_frontier", "Every mark is a map. Choose one, here or by the box below, and it is drawn. Along the frontier no map found is better for as few people moved; the others are there to compare it with.",
			tagList(p("People moved: those whose network is not the one that their part of the map continues. Each map of the frontier is the best found at some price for every person moved, ", tags$code("keep"), ", from 1 (one more person with a practice of their own for each who moves) to 0: ",
					tags$code("locality_frontier(people, neighbours, smallest, largest, lists, today, prices, may_stay => true)"), ". Only maps that no other found beats are there."),
				p("Bounds: a neighbourhood of the NHS, 30,000 to 50,000 people on lists. On the frontier a network may stay as far out of them as it is; the best map within bounds has none out of them, whoever moves. The line is what no map within bounds can pass, ", tags$code("own_locality_bound"), ". Today mended: every network in one piece."),
				p("Of all boroughs together one map is drawn: a locality may then cross the border of a borough, and a list has its home in one of them. So today\u2019s F is lower than the sum of the boroughs above. Practices moved: those whose list lives mostly in another network\u2019s areas; of the practices that stand in the borough."))),
		div(class = "filters long", choice("moved", "Draw the map", c(tenth, if (grepl("^\\w+$", if (is.null(x$query$moved)) "" else x$query$moved)) x$query$moved), x$query)),
		figure_ui("localities_chosen", "A network and the locality that continues it have one colour. Areas that change colour change their network.", map = TRUE,
			definition = "A locality continues at most one network: of all ways to pair them, the one in which most people stay where they are, match_assignments(before, after, people)."),
		figure_ui("localities_parts", "Every locality and network by its size. The larger a part, the larger its F is bound to be.",
			p("F of a part: people of its areas who are registered with a practice whose list lives mostly in it, over all of its people on lists."))),
	server = function(x)
	{
		division <- reactive(req(x$input$division))
		totals <- reactive(x$ask("localities_totals", borough = x$borough(), division = division()))
		moves <- reactive(x$ask("localities_moves", borough = x$borough()))
		answer_server(x, "localities_answer", function()
		{
			row <- totals()
			if (nrow(row) == 0)
				return("")
			gain <- 100 * (row[[2]] - row[[1]])
			moved <- moves()
			best <- division() == same_size
			paste0(if (best) paste0("With as many localities of the sizes of today\u2019s networks the best map found for ", x$where(), " keeps ") else paste0("In localities of 30,000 to 50,000 people, ", x$where(), " keeps "),
				percent(row[[2]]), " of people with a practice of their own locality, today\u2019s networks ", percent(row[[1]]), ": a ", if (gain >= 0) "gain" else "loss", " of ", decimal(abs(gain), 1), " points. No map of parts of that size can pass ", percent(row[[3]]), ".",
				if (best && nrow(moved) > 0) paste0(" It moves ", whole(sum(moved$people)), " people of ", nrow(moved), " areas; the largest move is ", biggest_move(moved), ".")
				else if (!best) " The two are not of one size, so that says little about where the borders run.")
		})
		biggest_move <- function(moved)
		{
			sums <- sort(tapply(moved$people, paste0("from ", moved$from_network, " to ", moved$to_network), sum), decreasing = TRUE)
			paste0(names(sums)[1], " (", whole(sums[1]), ")")
		}
		keys_server(x, "localities_totals", totals, "No map.")
		figure_server(x, "localities_map", reactive(x$ask("localities_map", borough = x$borough(), division = division())),
			title = function(rows) paste0("Today\u2019s networks and ", tolower(substr(division(), 1, 1)), substring(division(), 2), ", ", x$where()),
			alt = function(rows) paste0("Two maps of ", whole(nrow(rows)), " areas: ", length(unique(rows$today)), " networks that lead an area, and ", length(unique(rows$locality)), " parts of the proposed map. What each is worth is in the figures below."),
			empty = "No map here.",
			draw = function(rows)
			{
				one <- function(title, part, name) map_of(title, rows$area, rep(0, nrow(rows)), paste0("<b>{name}</b><br>", name, "<br>{people} people on lists"), groups = part, key = list())
				list(maps = I(list(one("Today\u2019s networks", ifelse(is.na(rows$today), "", rows$today), "{network}"), one(division(), rows$locality, "{locality}"))), fit = x$borough())
			}, draws = "map")
		figure_server(x, "localities_moves", moves,
			title = function(rows) paste0("Whom the best map of today\u2019s sizes moves, ", x$where()),
			alt = function(rows) paste0(whole(sum(rows$people)), " people of ", nrow(rows), " areas change network; the largest move is ", biggest_move(rows), ". Every area is in the table of figures."),
			empty = "Nobody: the best map found is today\u2019s.",
			draw = function(rows)
			{
				sums <- aggregate(people ~ from_network + to_network, rows, sum)
				sums$areas <- aggregate(area ~ from_network + to_network, rows, length)$area
				sums <- tail(sums[order(sums$people), ], 20)
				names <- paste0(sums$from_network, " \u2192 ", sums$to_network)
				chart(list(bars_across(sums$people, names, "", paste0("<b>", names, "</b><br>", whole(sums$people), " people of ", sums$areas, " areas"), "@blue", showlegend = FALSE)),
					xaxis = list(title = list(text = if (nrow(rows) > 20) "people; the twenty largest moves" else "people")), yaxis = list(categoryorder = "array", categoryarray = I(names)), height = 100 + 32 * nrow(sums))
			})
		figure_server(x, "localities_overlap", reactive(x$ask("localities_overlap", borough = x$borough(), division = division())),
			title = function(rows) paste0("What becomes of the people of each network in ", if (division() == same_size) "the ", tolower(substr(division(), 1, 1)), substring(division(), 2), ", ", x$where()),
			alt = function(rows) paste0(whole(sum(rows$people[!rows$continues_it])), " of ", whole(sum(rows$people)), " people are in a part of the map that does not continue their network; most of ", rows$network[1], ". Every network is in the table of figures."),
			empty = "No map here.",
			draw = function(rows)
			{
				pairs <- unique(rows[c("borough", "network")])			# a network may have areas in two boroughs
				each <- ifelse(rows$network %in% pairs$network[duplicated(pairs$network)], paste0(rows$network, " (", rows$borough, ")"), rows$network)
				shown <- rev(head(unique(each), 20))
				one <- function(those, name, colour)
				{
					these <- rows[each %in% shown & those, ]
					of <- each[each %in% shown & those]
					if (nrow(these) > 0) list(bars_across(these$people, of, name, paste0("<b>", these$network, "</b>, ", these$borough, "<br>", whole(these$people), " people, ", percent(these[["of the network [%]"]]), "<br>in ", these$locality), colour))
				}
				chart(c(one(rows$continues_it, "in the part that continues it", "@blue"), one(!rows$continues_it, "in another part", "@orange")), barmode = "stack",
					xaxis = list(title = list(text = if (length(unique(each)) > 20) "people; the twenty networks with most in other parts" else "people")), yaxis = list(type = "category", categoryorder = "array", categoryarray = I(shown)), height = 130 + 28 * length(shown))
			})
		frontier_server(x)
		figure_server(x, "localities_parts", reactive(x$ask("localities_parts", borough = x$borough(), division = division())),
			title = function(rows) paste0("What each network and each part of the proposed map is worth, ", x$where()),
			alt = function(rows) paste0("Share of people registered with a practice of their own locality or network, from ", percent(min(rows$own_share, na.rm = TRUE)), " to ", percent(max(rows$own_share, na.rm = TRUE)), " of ", nrow(rows), " places."),
			empty = "No map here.",
			draw = function(rows)
			{
				says <- paste0("<b>", rows$name, "</b>, ", rows$borough, "<br>", whole(rows$people), " people<br>F ", percent(rows$own_share), "<br>", ifelse(rows$contiguous, "in one piece", "in several pieces"))
				today <- rows$division == "Today's networks"
				chart(list(points(rows$people[today], rows$own_share[today], "Today\u2019s networks", says[today], "@red", "triangle-up"), points(rows$people[!today], rows$own_share[!today], division(), says[!today], "@blue")),
					xaxis = list(title = list(text = "people"), rangemode = "tozero"), yaxis = list(title = list(text = "F"), tickformat = ".0%", range = I(c(0, 1))), height = 400)
			})
	})

# What lies between today's networks and other maps.  It is worked out when a borough is first chosen.
frontier_server <- function(x)
{
	state <- reactive(
	{
		place <- x$borough()
		req(place %in% c("ALL", x$data$boroughs$place))
		now <- worked_out(x$data, "frontier", place)
		if (now == "working")
			invalidateLater(700)
		now
	})
	maps <- reactive(
	{
		there <- state() == "there"
		rows <- x$ask("localities_frontier", borough = x$borough())
		if (there && nrow(rows) > 0)
		{
			drawn <- rows[!is.na(rows$chosen) & rows$chosen != "today", ]
			words <- paste0(drawn$map, ": ", whole(drawn$moved), " people move, F ", percent(drawn[["F [%]"]]))
			was <- isolate(x$input$moved)
			updateSelectInput(x$session, "moved", choices = c(tenth, setNames(drawn$chosen, words)), selected = if (was %in% drawn$chosen) was else tenth)
		}
		rows
	})
	# the map that is chosen, or that of the frontier with most people moved of at most a tenth
	chosen <- reactive(
	{
		rows <- maps()
		wanted <- req(x$input$moved)
		if (wanted %in% rows$chosen)
			return(wanted)
		few <- which(rows$map == "On the frontier" & rows[["moved share [%]"]] <= 0.1)
		if (length(few) > 0) rows$chosen[max(few)] else if (any(rows$map == "On the frontier")) rows$chosen[rows$map == "On the frontier"][1] else "mended"
	})
	pending <- function() state() == "working"
	empty <- function() switch(state(), working = "These maps are being worked out, since nobody has asked for them before: some seconds for a borough, up to a minute for all together. They appear here by themselves.",
		failed = "These maps could not be worked out. What the database says is where the dashboard was started.", "No map here.")
	one_of <- function(rows) rows[match(chosen(), rows$chosen), ]

	answer_server(x, "frontier_answer", function()
	{
		rows <- maps()
		row <- rows[which(rows$map == "On the frontier" & rows[["moved share [%]"]] <= 0.1), ]
		if (pending() || nrow(rows) == 0)
			return("")
		if (nrow(row) == 0)
			return(paste0("No map of ", x$where(), " was found that moves at most a tenth of people."))
		row <- row[nrow(row), ]
		paste0("If at most a tenth may move, and networks may stay as large or as small as they are, ", x$where(), " has ", percent(row[["F [%]"]]), " with a practice of their own locality instead of ", percent(rows[["F [%]"]][1]), ": ",
			whole(row$moved), " people move (", percent(row[["moved share [%]"]]), "), and ", row$practices_moved, " of ", row$practices, " practices.")
	})
	figure_server(x, "localities_frontier", maps,
		title = function(rows) paste0("How much is gained for how many people moved, ", x$where()),
		alt = function(rows)
		{
			on <- rows[rows$map == "On the frontier", ]
			paste0("Maps by people moved and F. Today F is ", percent(rows[["F [%]"]][1]), if (nrow(on) > 0) paste0("; along the frontier it rises to ", percent(max(on[["F [%]"]])), " for ", whole(max(on$moved)), " people moved"), ". Every map is in the table of figures, and can be chosen in the box below.")
		},
		empty = empty, pending = pending,
		draw = function(rows)
		{
			share <- rows[["F [%]"]]
			says <- paste0("<b>", rows$map, "</b><br>F ", percent(share), "<br>", whole(rows$moved), " people move, ", percent(rows[["moved share [%]"]]), "<br>", rows$practices_moved, " of ", rows$practices, " practices move<br>",
				rows$localities, " localities, ", rows$out_of_bounds, " of them out of bounds", ifelse(is.na(rows$keep), "", paste0("<br>price of a person moved: ", rows$keep)))
			one <- function(which, name, colour, symbol, size = 10, ...) points(rows$moved[which], share[which], name, says[which], colour, symbol, size, customdata = I(rows$chosen[which]), ...)
			on <- which(rows$map == "On the frontier")
			single <- function(chosen, colour, symbol) { at <- which(rows$chosen == chosen); if (length(at) > 0) list(one(at, rows$map[at], colour, symbol)) }
			at <- which(rows$chosen == chosen())
			bound <- share[is.na(rows$chosen)]
			chart(c(
				if (length(on) > 0) list(one(on, "On the frontier", "@blue", "circle", line = list(color = "@sky", width = 1.5, dash = "dot", shape = "hv"))),
				single("today", "@red", "triangle-up"), single("mended", "@pink", "square"), single("sizes", "@green", "diamond"), single("bounds", "@ink", "triangle-down"),
				list(a_line(c(0, max(rows$moved, na.rm = TRUE)), rep(bound, 2), paste0("No map within bounds can pass ", percent(bound)), dash = "dash")),
				if (length(at) > 0) list(modifyList(one(at, "The map drawn below", "@orange", "circle-open"), list(marker = list(size = 17, line = list(width = 3)))))),
				xaxis = list(title = list(text = "people moved"), range = I(c(-0.03, 1.05) * max(1, rows$moved, na.rm = TRUE))), yaxis = list(title = list(text = "F"), tickformat = ".0%"), height = 430, chooses = "moved")
		})
	figure_server(x, "localities_chosen", reactive({ maps(); x$ask("localities_chosen", borough = x$borough(), chosen = chosen()) }),
		title = function(rows) { row <- one_of(maps()); if (nrow(rows) == 0) "The map chosen" else paste0(row$map, ", ", x$where(), ": ", whole(row$moved), " people move, F ", percent(row[["F [%]"]])) },
		alt = function(rows) paste0("Two maps of ", whole(nrow(rows)), " areas: today\u2019s networks, and the map chosen, in which ", whole(sum(rows$moved)), " areas with ", whole(sum(rows$people[rows$moved])), " people change their network. Every area is in the table of figures."),
		empty = empty, pending = pending,
		draw = function(rows)
		{
			one <- function(title, part, name) map_of(title, rows$area, rep(0, nrow(rows)), paste0("<b>{name}</b><br>", name, "<br>{people} people on lists"), groups = part, key = list())
			list(maps = I(list(one("Today\u2019s networks", rows$today, "{network}"), one(one_of(maps())$map, rows$proposed, "{network} \u2192 {locality}"))), fit = x$borough(), one_look = TRUE)
		}, draws = "map")
}
