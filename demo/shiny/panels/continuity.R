# Does the same clinician see the same patient?

continuity_ui <- function() tagList(
	h2("Does the same clinician see the same patient?"),
	p(class = "lead", "COC is the chance that two visits of a patient are with the same clinician (Bice and Boxerman 1977), here the mean over patients with two visits or more. It does not fall merely because people visit more."),
	keys_ui("continuity_totals"),
	figure_ui("continuity_practices", "By practice", "Within the funnel, a practice differs from the region by no more than chance. The limits are those of a proportion: no mean of values between 0 and 1 varies more, so they are wide rather than narrow."),
	figure_ui("continuity_ages", "By age", "Mean with its 95 % interval."),
	figure_ui("continuity_months", "By month", "Twelve months up to each, rolled up from stored monthly histories; with 95 % intervals. The filter of periods does not apply here."))

continuity_server <- function(filters)
{
	none <- "No appointments, so no answer: with a table of appointments, care_history(clinician, seen_at) gives one."
	here <- function(name) reactive(ask(name, borough = filters$borough(), period = filters$period()))

	keys_server("continuity_totals", here("continuity_totals"), none)

	figure_server("continuity_practices", here("continuity_practices"),
		draw = function(rows, narrow)
		{
			chance <- "as chance allows"
			lies <- c("above 99.8%" = "above", "above 95%" = chance, "within 95%" = chance, "below 95%" = chance, "below 99.8%" = "below")
			rows$lies <- factor(lies[rows$position], c("above", chance, "below"))
			limits <- function(column, type) geom_line(aes(y = .data[[column]]), linetype = type, colour = quiet, linewidth = 0.5)
			ggplot(rows, aes(patients, coc)) +
				geom_ribbon(aes(ymin = lower_998, ymax = upper_998), fill = wash) +
				limits("lower_95", "dashed") + limits("upper_95", "dashed") + limits("lower_998", "solid") + limits("upper_998", "solid") +
				geom_line(aes(y = target), colour = ink, linewidth = 0.6) +
				geom_point(aes(colour = lies, shape = lies), size = 2.6, alpha = 0.9, fill = colour[["red"]]) +
				scale_colour_manual(values = setNames(colour[c("blue", "black", "red")], c("above", chance, "below")),
					labels = if (narrow) c("above", chance, "below") else c("above the 99.8 % limit", chance, "below it"), drop = FALSE) +
				scale_shape_manual(values = setNames(c(17, 16, 25), c("above", chance, "below")), labels = if (narrow) c("above", chance, "below") else c("above the 99.8 % limit", chance, "below it"), drop = FALSE) +
				scale_x_continuous(labels = whole) +
				labs(x = if (narrow) "patients (dashed: 95 %, solid: 99.8 %)" else "patients with two visits or more (limits, dashed: 95 %, solid: 99.8 %)", y = "COC") + theme_page(narrow)
		},
		height = function(rows, narrow) if (narrow) 340 else 420,
		alt = function(rows) paste0("Funnel plot of ", nrow(rows), " practices around ", figure_text(rows$target[1]), ": ",
			sum(rows$position == "above 99.8%"), " lie above the 99.8 % limit and ", sum(rows$position == "below 99.8%"), " below it."),
		empty = none)

	figure_server("continuity_ages", here("continuity_ages"),
		draw = function(rows, narrow)
		{
			rows$age <- factor(rows$age, rows$age)
			ggplot(rows, aes(age, coc)) +
				geom_linerange(aes(ymin = lower, ymax = upper), colour = colour[["blue"]], linewidth = 1.4, alpha = 0.5, na.rm = TRUE) +
				geom_point(colour = colour[["blue"]], size = 3.2) +
				geom_text(aes(label = figure_text(coc)), hjust = -0.35, size = label_size(narrow), family = "Inter", colour = ink) +
				scale_x_discrete(labels = function(x) sub(" and over", "+", x), expand = expansion(add = c(0.5, if (narrow) 0.9 else 0.6))) +
				scale_y_continuous(expand = expansion(0.15)) +
				labs(x = "age", y = "COC") + theme_page(narrow) + theme(panel.grid.major.x = element_blank())
		},
		height = function(rows, narrow) 300,
		alt = function(rows) paste0("Continuity by age. ", paste0(rows$age, ": ", figure_text(rows$coc), collapse = "; "), "."),
		empty = none)

	figure_server("continuity_months", reactive(ask("continuity_months", borough = filters$borough())),
		draw = function(rows, narrow)
		{
			ggplot(rows, aes(twelve_months_to, coc)) +
				geom_ribbon(aes(ymin = lower, ymax = upper), fill = colour[["sky"]], alpha = 0.35) +
				geom_line(colour = colour[["blue"]], linewidth = 0.9) + geom_point(colour = colour[["blue"]], size = 2) +
				scale_x_date(date_labels = "%b %y", date_breaks = if (narrow) "4 months" else "2 months") +
				scale_y_continuous(expand = expansion(0.2)) +
				labs(x = "twelve months to", y = "COC") + theme_page(narrow)
		},
		height = function(rows, narrow) 300,
		alt = function(rows) paste0("Continuity over twelve months up to each month: ", figure_text(rows$coc[1]), " to ", figure_text(rows$twelve_months_to[1]),
			", ", figure_text(rows$coc[nrow(rows)]), " to ", figure_text(rows$twelve_months_to[nrow(rows)]), "."),
		empty = none)
}
