# Who are we responsible for?

who_ui <- function() tagList(
	h2("Who are we responsible for?"),
	p(class = "lead", "Health answers for the people on its practices\u2019 lists, wherever they live; a council for its residents, wherever they are registered."),
	keys_ui("who_totals"),
	figure_ui("who_boroughs", "Registered against resident", "People on the lists of the practices that stand in a borough, and people who live in it."),
	figure_ui("who_flows", "Who crosses the boundary", "To the right: people who come in, registered here and living there. To the left: people who go out, living here and registered there."))

who_server <- function(filters)
{
	keys_server("who_totals", reactive(ask("who_totals", borough = filters$borough())), "No borough.")

	figure_server("who_boroughs", reactive(ask("who_boroughs", borough = filters$borough())),
		draw = function(rows, narrow)
		{
			rows$borough <- factor(rows$borough, rev(rows$borough))
			both <- rbind(data.frame(borough = rows$borough, people = rows$registered, which = "Registered", at = -0.55),
				data.frame(borough = rows$borough, people = rows$resident, which = "Resident", at = 1.5))
			ggplot(rows, aes(y = borough)) +
				geom_segment(aes(x = registered, xend = resident, yend = borough), linewidth = 2.4, colour = line, lineend = "round", na.rm = TRUE) +
				geom_point(aes(people, borough, colour = which, shape = which), both, size = 3.6, na.rm = TRUE) +
				geom_text(aes(people, borough, label = whole(people), colour = which, vjust = ifelse(which == "Registered", -1.1, 2.1)), both,
					size = label_size(narrow), family = "Inter", show.legend = FALSE, na.rm = TRUE) +
				scale_colour_manual(values = c(Registered = colour[["blue"]], Resident = colour[["red"]])) +
				scale_shape_manual(values = c(Registered = 16, Resident = 18)) +
				scale_x_continuous(labels = whole, n.breaks = if (narrow) 3 else 7, expand = expansion(if (narrow) 0.2 else 0.14)) +
				scale_y_discrete(labels = wrapped(narrow), expand = expansion(add = 0.7)) +
				labs(x = "people", y = NULL) + theme_page(narrow) + theme(panel.grid.major.y = element_blank())
		},
		height = function(rows, narrow) 110 + max(1, nrow(rows)) * 54,
		alt = function(rows) paste0("Registered and resident people. ",
			paste0(rows$borough, ": ", whole(rows$registered), " registered, ", ifelse(is.na(rows$resident), "no count of", whole(rows$resident)), " resident", collapse = "; "), "."),
		empty = "No borough.")

	figure_server("who_flows",
		reactive(if (filters$borough() == "ALL") ask("who_flows_all") else ask("who_flows_one", borough = filters$borough())),
		draw = function(rows, narrow)
		{
			rows$place <- factor(rows$place, rev(rows$place))
			sides <- rbind(data.frame(place = rows$place, n = rows$into_the_lists, way = "Come in", x = rows$into_the_lists),
				data.frame(place = rows$place, n = rows$out_to_other_lists, way = "Go out", x = -rows$out_to_other_lists))
			ggplot(sides, aes(x, place, fill = way)) +
				geom_col(width = 0.62) +
				geom_vline(xintercept = 0, colour = ink, linewidth = 0.4) +
				geom_text(aes(label = whole(n), hjust = ifelse(way == "Come in", -0.15, 1.15)), size = label_size(narrow), family = "Inter", colour = ink) +
				scale_fill_manual(values = c("Go out" = colour[["orange"]], "Come in" = colour[["blue"]]), breaks = c("Go out", "Come in")) +
				scale_x_continuous(labels = function(x) whole(abs(x)), n.breaks = if (narrow) 3 else 7, expand = expansion(if (narrow) 0.4 else 0.14)) +
				scale_y_discrete(labels = wrapped(narrow)) +
				labs(x = "people", y = NULL) + theme_page(narrow) + theme(panel.grid.major.y = element_blank())
		},
		height = function(rows, narrow) 110 + nrow(rows) * 34,
		alt = function(rows) paste0("People who cross the boundary. ",
			paste0(rows$place, ": ", whole(rows$into_the_lists), " come in, ", whole(rows$out_to_other_lists), " go out", collapse = "; "), "."),
		empty = "Nobody crosses this boundary.")
}
