# Today's networks beside maps that could be.

same_size <- "Best map of today's sizes"

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
