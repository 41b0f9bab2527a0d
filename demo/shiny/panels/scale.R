# At what scale?

scale_panel <- list(id = "scale", name = "Scale", question = "At what scale?",
	lead = "Neighbours recognise a community as theirs; practices share staff and services in a locality; a borough is for services across a larger population. What stands between two rungs is neither.",
	ui = function(x) tagList(
		answer_ui("scale_answer"),
		keys_ui("scale_totals"),
		if (x$data$facts[["networks"]]) figure_ui("scale_outside", "Primary care networks that do not have the size of a locality, by the lists of their practices. The shaded band is that size.",
			p("A network\u2019s people are the sum of its practices\u2019 lists. ", tags$code("scale_fit(people)"), " gives the scale, the nearest one, and by how many people it is too small or too large for that.")),
		figure_ui("scale_ladder", "Each mark is a place, at the height of the people on its list; the shaded bands are the scales. The axis is logarithmic.",
			p("Community: up to 14,000 people. Locality: 30,000 to 100,000. Borough: 150,000 to 350,000. ", tags$code("scales()"), " has them with what each is good for."))),
	server = function(x)
	{
		outside <- reactive(x$ask("scale_outside", borough = x$borough()))
		totals <- reactive(x$ask("scale_totals", borough = x$borough()))
		answer_server(x, "scale_answer", function()
		{
			rows <- outside()
			all <- totals()
			if (nrow(all) == 0)
				return("No network.")
			if (nrow(rows) == 0)
				return(paste0("All of the ", all[["Networks"]], " networks of ", x$where(), " have the size of a locality."))
			of <- function(smaller) rows$name[rows$is_smaller == smaller]
			paste0(nrow(rows), " of ", all[["Networks"]], " networks of ", x$where(), " lie outside the scale of a locality.",
				if (any(!rows$is_smaller)) paste0(" Too large: ", some_of(of(FALSE), 8), "."), if (any(rows$is_smaller)) paste0(" Too small: ", some_of(of(TRUE), 8), "."))
		})
		keys_server(x, "scale_totals", totals, "No network.")
		figure_server(x, "scale_outside", reactive(with_more(outside(), bands = x$ask("scale_bands"))),
			title = function(rows) paste0("Networks outside the scale of a locality, ", x$where()),
			alt = function(rows) paste0(nrow(rows), " networks outside the scale: ", paste0(head(rows$name, 8), ", ", whole(head(rows$people, 8)), collapse = "; "), "."),
			empty = "Every network here has the size of a locality.",
			draw = function(rows)
			{
				bands <- attr(rows, "more")$bands
				locality <- bands[bands$scale == "locality", ]
				rows <- rows[nrow(rows):1, ]
				says <- paste0("<b>", rows$name, "</b>, ", rows$borough, "<br>", whole(rows$people), " people, ", rows$practices, " practices<br>", rows$band)
				chart(list(bars_across(rows$people, rows$name, "", says, I(ifelse(rows$is_smaller, "@orange", "@blue")), showlegend = FALSE)),
					shapes = I(list(list(type = "rect", xref = "x", yref = "paper", x0 = locality$smallest, x1 = locality$largest, y0 = 0, y1 = 1, fillcolor = "@band", line = list(width = 0), layer = "below"))),
					xaxis = list(title = list(text = "people on the lists of its practices; shaded: a locality")), yaxis = list(categoryorder = "array", categoryarray = I(rows$name)), height = 110 + 30 * nrow(rows))
			})
		figure_server(x, "scale_ladder", reactive(with_more(x$ask("scale_places", borough = x$borough()), bands = x$ask("scale_bands"))),
			title = function(rows) paste0("Practices, networks, localities and boroughs on the ladder of scale, ", x$where()),
			alt = function(rows)
			{
				fits <- tapply(rows$band %in% attr(rows, "more")$bands$scale, factor(rows$kind, unique(rows$kind)), sum)
				paste0("Sizes of ", whole(nrow(rows)), " places against the bands of scale. Of a scale: ", paste0(fits, " of ", table(factor(rows$kind, unique(rows$kind))), " ", tolower(names(fits)), "s", collapse = ", "), ". Every place is in the table of figures.")
			},
			empty = "No place in this borough.",
			draw = function(rows)
			{
				bands <- attr(rows, "more")$bands
				kinds <- c("Practice", "Network", "Locality", "Borough")
				at <- match(rows$kind, kinds) + 0.5 * ((seq_len(nrow(rows)) * 0.618034) %% 1 - 0.5)
				fits <- rows$band %in% bands$scale
				says <- paste0("<b>", rows$name, "</b><br>", tolower(rows$kind), " of ", whole(rows$people), " people<br>", rows$band)
				size <- if (nrow(rows) > 500) 5 else 8
				me <- rows$code == x$practice()
				one <- function(which, name, colour, symbol, size) if (any(which)) list(points(at[which], rows$people[which], name, says[which], colour, symbol, size, opacity = 0.8)) else list()
				floor_of <- max(300, 0.8 * min(rows$people))
				chart(c(one(fits, "of a scale", "@blue", "circle", size), one(!fits, "between scales", "@red", "triangle-up", size), one(me, "my practice", "@orange", "diamond", 14)),
					shapes = I(lapply(seq_len(nrow(bands)), function(i) list(type = "rect", xref = "paper", yref = "y", x0 = 0, x1 = 1, y0 = max(bands$smallest[i], floor_of), y1 = bands$largest[i], fillcolor = "@band", line = list(width = 0), layer = "below"))),
					annotations = I(lapply(seq_len(nrow(bands)), function(i) list(xref = "paper", yref = "y", x = 1, xanchor = "right", y = log10(bands$largest[i]), yanchor = "top", showarrow = FALSE, text = bands$scale[i]))),
					xaxis = list(tickvals = I(1:4), ticktext = I(c("Practices", "Networks", "Localities", "Boroughs")), range = I(c(0.5, 4.9)), showgrid = FALSE, zeroline = FALSE),
					yaxis = list(type = "log", title = list(text = "people"), range = I(log10(c(floor_of, 1.2 * max(rows$people, bands$largest)))), tickvals = I(c(500, 2000, 5000, 14000, 30000, 100000, 150000, 350000)), tickformat = ","), height = 520)
			})
	})
