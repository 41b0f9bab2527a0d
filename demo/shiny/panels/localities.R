# Localities that follow how people choose practices, beside today's networks.

localities_ui <- function() tagList(
	h2("Which localities?"),
	p(class = "lead", "F is the share of people who are registered with a practice of their own locality. The proposed localities have 30,000 to 50,000 people, hang together, cross no borough, and follow the practices\u2019 lists."),
	keys_ui("localities_totals"),
	figure_ui("localities_map", "The two divisions on the map", "Each mark is an area at its centre; lines join areas that touch and belong together. Colours only tell neighbours apart."),
	figure_ui("localities_parts", "What each is worth", "F of every locality and network, by its size. The shaded band is the size that was asked for: networks were never asked to keep to it, to hang together or to stay in one borough, and the larger a part is, the larger its F is bound to be."))

# A colour for each part that none of its neighbours has: the first one free, most crowded parts first.
tell_apart <- function(rows)
{
	pairs <- unique(rows[rows$part != rows$neighbour_part, c("part", "neighbour_part")])
	pairs <- rbind(as.matrix(pairs), as.matrix(pairs)[, 2:1])
	parts <- names(sort(table(c(rows$part, rows$neighbour_part, pairs[, 1])), decreasing = TRUE))
	taken <- setNames(rep(0L, length(parts)), parts)
	for (part in parts)
		taken[part] <- setdiff(seq_len(8), taken[pairs[pairs[, 1] == part, 2]])[1]
	taken
}

localities_server <- function(filters)
{
	none <- "No map: these data say neither where areas are nor which of them touch."
	palette <- unname(colour[c("blue", "orange", "green", "pink", "sky", "red", "black", "yellow")])

	keys_server("localities_totals", reactive(ask("localities_totals", borough = filters$borough())), none)

	figure_server("localities_map", reactive(ask("localities_map", borough = filters$borough())),
		draw = function(rows, narrow)
		{
			rows$division <- factor(rows$division, unique(rows$division))
			rows <- do.call(rbind, lapply(split(rows, rows$division), function(one)
			{
				hue <- tell_apart(one)
				one$hue <- factor(hue[one$part], seq_len(8))
				one$neighbour_hue <- factor(hue[one$neighbour_part], seq_len(8))
				one
			}))
			ends <- c("division", "area", "x", "y", "hue")
			areas <- unique(rbind(rows[ends], setNames(rows[c("division", "neighbour", "neighbour_x", "neighbour_y", "neighbour_hue")], ends)))
			many <- nrow(areas) > 3000
			ggplot(areas, aes(x, y, colour = hue)) +
				geom_segment(aes(xend = neighbour_x, yend = neighbour_y), rows[rows$part == rows$neighbour_part, ], linewidth = if (many) 0.5 else 1.1, alpha = 0.55) +
				geom_point(size = if (many) 0.6 else if (narrow) 1.5 else 1.9) +
				facet_wrap(~division, ncol = if (narrow) 1 else 2) +
				scale_colour_manual(values = palette, drop = FALSE, na.value = quiet) +
				coord_equal() + labs(x = NULL, y = NULL) + theme_page(narrow) +
				theme(legend.position = "none", axis.text = element_blank(), panel.grid.major = element_blank())
		},
		height = function(rows, narrow)
		{
			shape <- (diff(range(rows$y, rows$neighbour_y)) + 1) / (diff(range(rows$x, rows$neighbour_x)) + 1)
			max(220, min(1100, if (narrow) 2 * (300 * shape + 40) else 400 * shape + 50))
		},
		alt = function(rows) paste0("Two maps of area centres. ", paste0(tapply(rows$part, rows$division, function(part) length(unique(part))), " ",
			tolower(names(tapply(rows$part, rows$division, length))), collapse = " and "), ". What each is worth is in the next figure."),
		empty = none, table = function(rows) unique(rows[c("division", "area", "part")]))

	figure_server("localities_parts", reactive(ask("localities_parts", borough = filters$borough())),
		draw = function(rows, narrow)
		{
			rows$division <- factor(rows$division, unique(rows$division))
			ggplot(rows, aes(people, own_share)) +
				annotate("rect", xmin = 30000, xmax = 50000, ymin = -Inf, ymax = Inf, fill = colour[["sky"]], alpha = 0.22) +
				geom_point(aes(colour = division, shape = division), size = 3, alpha = 0.85) +
				scale_colour_manual(values = unname(colour[c("blue", "red")])) + scale_shape_manual(values = c(16, 17)) +
				scale_x_continuous(labels = whole, n.breaks = if (narrow) 4 else 7) +
				scale_y_continuous(labels = function(x) percent(x, 0), limits = c(0, 1)) +
				labs(x = "people", y = if (narrow) NULL else "registered with a practice of their own") + theme_page(narrow)
		},
		height = function(rows, narrow) if (narrow) 300 else 360,
		alt = function(rows) paste0("Share of people registered with a practice of their own locality or network, from ",
			percent(min(rows$own_share)), " to ", percent(max(rows$own_share)), " of ", nrow(rows), " places. Each is in the table of figures."),
		empty = none)
}
