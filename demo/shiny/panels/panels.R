# A whole practice in one value.

panels_panel <- list(id = "panels", name = "Panels", question = "How does a practice share its patients?",
	lead = "The visits of all patients of a practice are stored as one value, a panel. Choose one under \u201cMy practice\u201d; otherwise this is the one with most visits.",
	needs = "visits", practice = TRUE,
	ui = function(x) tagList(
		keys_ui("panel_totals"),
		p(class = "textual note", "Care density: how many patients each two of a patient\u2019s clinicians have in common, the mean over pairs and then over patients who saw two or more; last, a pair with a clinician who was there for less than half a year counts half, a weight that is made up. It grows with the list, and where patients see many clinicians: only practices alike in both can be held against each other. It says who could know of each other\u2019s work, not who talks to whom."),
		figure_ui("panel_continuity", "Each index, as the mean over patients with two visits or more, with its 95 % interval.",
			p("UPC: share of visits with the usual clinician. COC: chance that two visits are with the same. SECON: share of visits with the same as the visit before. HI, K and MMCI: Herfindahl\u2019s, the K and the modified modified continuity index. ", tags$code("mean_continuity(panel)"), ".")),
		figure_ui("panel_lists", "SLICC: of the visits of the people on a clinician\u2019s list, the share with the clinician. OPR: of the visits that the clinician gave, the share of people on the own list. Both of 2024.",
			p("Nobody wrote down whose list a patient is on. Here it is that of the clinician whom the patient saw most in 2023, twice or more: whoever saw nobody twice is on no list, which lowers OPR; a clinician who left still has the list, which lowers SLICC. ", tags$code("own_list(during(panel, year), lists)"), " (Sidaway-Lee and others 2023).")),
		figure_ui("panel_handoffs", "How often a patient\u2019s next visit was to another clinician: from the one on the left to the one below.",
			p("Each pair of a patient\u2019s consecutive visits with two different clinicians counts once: ", tags$code("handoff_flows(panel)"), ".")),
		figure_ui("panel_sharing", "Patients whom two clinicians have in common; the twenty pairs with most.",
			p("Patients who have seen both: ", tags$code("patient_sharing(panel)"), "."))),
	server = function(x)
	{
		none <- "No practice with visits here."
		practice <- reactive(if (x$practice() != "") x$practice() else x$ask("panel_first", borough = x$borough())$practice[1])
		here <- function(name) reactive(x$ask(name, practice = practice()))
		of <- function(words) function(rows) paste0(words, ", ", practice_name(x$data, practice()))
		keys_server(x, "panel_totals", here("panel_totals"), none)
		figure_server(x, "panel_continuity", here("panel_continuity"), title = of("Continuity by every index"),
			alt = function(rows) paste0("Indices: ", paste0(rows$index, " ", decimal(rows$value), collapse = ", "), "."), empty = none,
			draw = function(rows)
			{
				names <- gsub("_", " ", rows$index)
				chart(list(c(points(rows$value, names, "", paste0("<b>", names, "</b><br>", decimal(rows$value), " (95 %: ", decimal(rows$lower), " to ", decimal(rows$upper), ")<br>", whole(rows$patients), " patients"), "@blue"),
					list(showlegend = FALSE, error_x = limits(rows$value, rows$lower, rows$upper)))), xaxis = list(title = list(text = "mean over patients"), rangemode = "tozero"), yaxis = list(categoryorder = "array", categoryarray = I(names[order(rows$value)])), height = 320)
			})
		figure_server(x, "panel_lists", here("panel_lists"), title = of("Visits to the own list, 2024"),
			alt = function(rows)
			{
				held <- rows[rows$list_visits > 0, ]
				paste0(nrow(held), " clinicians with a list; of its visits ", held$clinician[1], " gave ", percent(held[["SLICC [%]"]][1]), ", the largest list. Every clinician is in the table of figures.")
			}, empty = "Nobody here was seen twice by one clinician in 2023, and again in 2024.",
			draw = function(rows)
			{
				rows <- rows[rows$list_visits > 0, ]
				rows <- rows[nrow(rows):1, ]
				says <- paste0("<b>", rows$clinician, "</b><br>", whole(rows$with_holder), " of ", whole(rows$list_visits), " visits of the list (SLICC ", percent(rows[["SLICC [%]"]]), ")<br>",
					whole(rows$to_own_list), " of ", whole(rows$given), " visits given (OPR ", percent(rows[["OPR [%]"]]), ")")
				chart(list(points(rows[["SLICC [%]"]], rows$clinician, "SLICC", says, "@blue"), points(rows[["OPR [%]"]], rows$clinician, "OPR", says, "@orange", "diamond")),
					xaxis = list(title = list(text = "share of visits"), tickformat = ".0%", rangemode = "tozero"), yaxis = list(type = "category", categoryorder = "array", categoryarray = I(rows$clinician)), height = 130 + 26 * nrow(rows))
			})
		figure_server(x, "panel_handoffs", here("panel_handoffs"), title = of("Who hands over to whom"),
			alt = function(rows) paste0("Most often from ", rows$from_clinician[1], " to ", rows$to_clinician[1], ", ", whole(rows$visits[1]), " times. Every pair is in the table of figures."), empty = "No patient here saw two clinicians.",
			draw = function(rows) chart(list(c(list(type = "heatmap", x = I(rows$to_clinician), y = I(rows$from_clinician), z = I(rows$visits), colorscale = "@ramp", xgap = 1, ygap = 1, colorbar = list(title = list(text = "visits"), thickness = 12, outlinewidth = 0)),
				hover("from ", rows$from_clinician, " to ", rows$to_clinician, "<br>", whole(rows$visits), " times"))), xaxis = list(type = "category", showgrid = FALSE), yaxis = list(type = "category", showgrid = FALSE), height = 140 + 34 * length(unique(rows$from_clinician))))
		figure_server(x, "panel_sharing", here("panel_sharing"), title = of("Patients in common"),
			alt = function(rows) paste0(rows$clinician[1], " and ", rows$shares_with[1], " have most patients in common: ", whole(rows$patients[1]), "."), empty = "No two clinicians here share a patient.",
			draw = function(rows)
			{
				rows <- head(rows, 20)[min(20, nrow(rows)):1, ]
				names <- paste(rows$clinician, "and", rows$shares_with)
				chart(list(bars_across(rows$patients, names, "", paste0("<b>", names, "</b><br>", whole(rows$patients), " patients"), "@sky", showlegend = FALSE)), xaxis = list(title = list(text = "patients in common")), yaxis = list(categoryorder = "array", categoryarray = I(names)), height = 90 + 26 * nrow(rows))
			})
	})
