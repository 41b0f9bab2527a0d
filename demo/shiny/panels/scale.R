# At what scale?

scale_ui <- function() tagList(
	h2("At what scale?"),
	p(class = "lead", "Neighbours recognise a community as theirs; practices share staff and services in a locality; a borough is for services across a larger population. What stands between two rungs is neither."),
	keys_ui("scale_totals"),
	figure_ui("scale_ladder", "The ladder of scale", "Each mark is a place, at the height of the people on its list; the shaded bands are the scales. The axis is logarithmic."))

scale_server <- function(filters)
{
	keys_server("scale_totals", reactive(ask("scale_totals", borough = filters$borough())), "No network.")

	figure_server("scale_ladder",
		reactive(with_more(ask("scale_places", borough = filters$borough()), bands = ask("scale_bands"))),
		draw = function(rows, narrow)
		{
			bands <- attr(rows, "more")$bands
			floor_of <- 0.8 * min(rows$people, 1500)
			bands$smallest <- pmax(bands$smallest, floor_of)
			# the names of the bands where no mark hides them
			bands$named_at <- ifelse(bands$smallest == floor_of, 1.25 * floor_of, sqrt(bands$smallest * bands$largest))
			bands$says <- paste0(toupper(substr(bands$scale, 1, 1)), substring(bands$scale, 2))
			rows$kind <- factor(rows$kind, c("Practice", "Network", "Locality", "Borough"))
			rows$fits <- factor(rows$band %in% bands$scale, c(TRUE, FALSE), c("of a scale", "between scales"))
			ggplot(rows) +
				geom_rect(aes(ymin = smallest, ymax = largest), bands, xmin = -Inf, xmax = Inf, fill = colour[["sky"]], alpha = 0.22) +
				geom_text(aes(y = named_at, label = says), bands, x = 0.42, hjust = 0, size = label_size(narrow), family = "Inter", fontface = "bold", colour = "#00507d") +
				geom_point(aes(as.integer(kind) + 0.35, people, colour = fits, shape = fits), size = if (nrow(rows) > 500) 1.4 else 2.4, alpha = if (nrow(rows) > 500) 0.5 else 0.75,
					position = position_jitter(width = 0.2, height = 0, seed = 1)) +
				scale_colour_manual(values = c("of a scale" = colour[["blue"]], "between scales" = colour[["red"]])) +
				scale_shape_manual(values = c("of a scale" = 16, "between scales" = 17)) +
				scale_x_continuous(breaks = seq_along(levels(rows$kind)) + 0.35, labels = c("Practices", "Networks", "Localities", "Boroughs"),
					limits = c(0.4, 4.7), expand = expansion(0)) +
				scale_y_log10(labels = whole, breaks = c(100, 500, 2000, 5000, 14000, 30000, 50000, 100000, 150000, 350000), expand = expansion(c(0, 0.06))) +
				coord_cartesian(ylim = c(floor_of, max(rows$people, bands$largest))) +
				labs(x = NULL, y = if (narrow) NULL else "people") + theme_page(narrow) + theme(panel.grid.major = element_blank())
		},
		height = function(rows, narrow) if (narrow) 430 else 520,
		alt = function(rows)
		{
			boroughs <- rows[rows$kind == "Borough", ]
			paste0("Sizes of ", nrow(rows), " places against the bands of scale. ",
				paste0(boroughs$name, ", ", whole(boroughs$people), ": ", boroughs$band, collapse = "; "), ". Every place is in the table of figures.")
		},
		empty = "No place in this borough.")
}
