# Who attends most?

attendance_ui <- function() tagList(
	h2("Who attends most?"),
	p(class = "lead", "A few people make many of the visits. People who made none are counted among the people."),
	keys_ui("attendance_totals"),
	figure_ui("attendance_lorenz", "The Lorenz curve of visits", "People from those who visit least to those who visit most, against the visits that they make together. The further the curve hangs below the straight line, the more is made by few."))

attendance_server <- function(filters)
{
	none <- "No appointments, so nobody\u2019s attendance is known."
	here <- function(name) ask(name, borough = filters$borough(), period = filters$period())

	keys_server("attendance_totals", reactive(here("attendance_totals")), none)

	figure_server("attendance_lorenz", reactive(with_more(here("attendance_lorenz"), marks = here("attendance_marks"))),
		draw = function(rows, narrow)
		{
			marks <- attr(rows, "more")$marks
			marks$says <- paste0("top ", percent(marks$top, 0), " of people:\n", percent(marks$share_of_visits), " of visits")
			ggplot(rows, aes(people_share, contact_share)) +
				annotate("segment", x = 0, y = 0, xend = 1, yend = 1, colour = quiet, linetype = "dashed", linewidth = 0.5) +
				geom_ribbon(aes(ymin = contact_share, ymax = people_share), fill = colour[["sky"]], alpha = 0.22) +
				geom_line(colour = colour[["blue"]], linewidth = 1.1) +
				geom_point(aes(shape = says, colour = says), marks, size = 3.6) +
				scale_colour_manual(values = setNames(colour[c("red", "black")], marks$says)) +
				scale_shape_manual(values = setNames(c(17, 16), marks$says)) +
				scale_x_continuous(labels = function(x) percent(x, 0), limits = c(0, 1)) +
				scale_y_continuous(labels = function(x) percent(x, 0), limits = c(0, 1)) +
				labs(x = "people, least visits first", y = if (narrow) NULL else "of all visits") +
				theme_page(narrow) + theme(legend.key.height = unit(26, "pt"), aspect.ratio = if (narrow) 1 else 0.72)
		},
		height = function(rows, narrow) if (narrow) 400 else 520,
		alt = function(rows)
		{
			marks <- attr(rows, "more")$marks
			paste0("Lorenz curve. ", paste0("The top ", percent(marks$top, 0), " of people make ", percent(marks$share_of_visits), " of all visits", collapse = ". "), ".")
		},
		empty = none)
}
