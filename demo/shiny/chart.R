# Charts as plotly reads them: traces and a layout, in plain lists.  Colours are names that the page turns into those of
# its light or its dark look; they can be told apart by colour-blind people (Okabe and Ito 2008), and shapes say the same.

# chooses: the control that takes the customdata of a point that is clicked
chart <- function(traces, ..., height = 360, chooses = NULL)
	list(data = unname(traces), layout = list(...), height = height, chooses = chooses)

hover <- function(...) list(text = I(paste0(...)), hovertemplate = "%{text}<extra></extra>")

points <- function(x, y, name, says, colour, symbol = "circle", size = 9, ...)
	c(list(type = "scatter", mode = "markers", x = I(x), y = I(y), name = name, marker = list(color = colour, symbol = symbol, size = size), ...), hover(says))

a_line <- function(x, y, name, colour = "@quiet", dash = "solid", width = 1.5, ...)
	list(type = "scatter", mode = "lines", x = I(x), y = I(y), name = name, line = list(color = colour, dash = dash, width = width), hoverinfo = "skip", ...)

# Between two lines, an area.
band <- function(x, lower, upper, name, colour = "@band", ...)
	list(type = "scatter", mode = "lines", x = I(c(x, rev(x))), y = I(c(upper, rev(lower))), name = name, fill = "toself", fillcolor = colour,
		line = list(width = 0, color = "transparent"), hoverinfo = "skip", ...)

bars_across <- function(x, y, name, says, colour, ...)
	c(list(type = "bar", orientation = "h", x = I(x), y = I(y), name = name, marker = list(color = colour), textposition = "none", ...), hover(says))

limits <- function(values, lower, upper)
	list(type = "data", symmetric = FALSE, array = I(upper - values), arrayminus = I(values - lower), color = "@quiet", thickness = 1.2, width = 0)

# A line across a chart with its name at the end: what a place is compared with stays in sight.
comparator_lines <- function(rows, across = TRUE)
{
	dashes <- c("solid", "dot", "dash", "dashdot")
	colours <- c("@ink", "@blue", "@green", "@pink")
	lapply(seq_len(nrow(rows)), function(i)
	{
		ends <- I(c(rows$rate[i], rows$rate[i]))
		c(list(type = "scatter", mode = "lines", name = paste0(rows$comparator[i], ": ", rows$says[i]),
			line = list(color = colours[(i - 1) %% 4 + 1], dash = dashes[(i - 1) %% 4 + 1], width = 1.8), hoverinfo = "name"),
			if (across) list(x = ends, y = I(c(0, 1)), yaxis = "y2") else list(x = I(c(0, 1)), y = ends, xaxis = "x2"))
	})
}

unit_axis <- list(overlaying = "y", range = I(c(0, 1)), visible = FALSE, fixedrange = TRUE)
unit_axis_x <- list(overlaying = "x", range = I(c(0, 1)), visible = FALSE, fixedrange = TRUE)

# Ranked values with their intervals: bars with names where there is room for them, and otherwise thin ones in order, whose
# names are under the pointer.  mine: the code to highlight.  per: what the values are of.
ranked_chart <- function(rows, code, label, mine, comparators, axis, suffix = "", places = 1, interval = "95 %")
{
	rows <- rows[order(rows$rate, rows[[code]]), ]
	is_mine <- rows[[code]] %in% mine
	shown <- decimal(rows$rate, places)
	says <- paste0("<b>", rows[[label]], "</b><br>", shown, suffix, " (", interval, ": ", decimal(rows$lower, places), " to ", decimal(rows$upper, places), ")<br>",
		"rank ", rank(-rows$rate, ties.method = "min"), " of ", nrow(rows), if (!is.null(rows$people)) paste0("<br>", whole(rows$people), " people"))
	colours <- ifelse(is_mine, "@orange", "@sky")
	if (!is.null(comparators))
		comparators$says <- paste0(decimal(comparators$rate, places), suffix)
	lines <- if (is.null(comparators)) list() else comparator_lines(comparators, nrow(rows) <= 45)
	if (nrow(rows) <= 45)
		chart(c(list(bars_across(rows$rate, rows[[label]], "", says, I(colours), error_x = limits(rows$rate, rows$lower, rows$upper), showlegend = FALSE)), lines),
			xaxis = list(title = list(text = axis), rangemode = "tozero"), yaxis = list(categoryorder = "array", categoryarray = I(rows[[label]]), ticklabels = "names"),
			yaxis2 = unit_axis, height = 120 + 24 * nrow(rows) + 22 * length(lines))
	else
	{
		at <- seq_len(nrow(rows))
		one <- function(which, name, colour, width) if (any(which)) list(c(list(type = "bar", x = I(at[which]), y = I(rows$rate[which]), name = name, width = width,
			marker = list(color = colour), textposition = "none", error_y = limits(rows$rate[which], rows$lower[which], rows$upper[which]), showlegend = name != ""), hover(says[which]))) else list()
		chart(c(one(!is_mine, "", "@sky", 0.9), one(is_mine, rows[[label]][is_mine][1], "@orange", max(0.9, nrow(rows) / 200)), lines),
			xaxis = list(title = list(text = "in order; the pointer says which"), showticklabels = FALSE, showgrid = FALSE, range = I(c(0, nrow(rows) + 1))),
			xaxis2 = unit_axis_x, yaxis = list(title = list(text = axis), rangemode = "tozero"), bargap = 0, barmode = "overlay", height = 430)
	}
}

# Places by size within the limits that chance alone would keep to.
funnel_chart <- function(rows, code, label, mine, axis, across, suffix = "", places = 1)
{
	rows <- rows[order(rows$people), ]
	names <- c(above = "above the 99.8 % limit", within = "within the limits", below = "below the 99.8 % limit")
	symbols <- c(above = "triangle-up", within = "circle", below = "triangle-down")
	colours <- c(above = "@blue", within = "@quiet", below = "@red")
	lies <- ifelse(rows$rate > rows$upper_998, "above", ifelse(rows$rate < rows$lower_998, "below", "within"))
	says <- paste0("<b>", rows[[label]], "</b><br>", decimal(rows$rate, places), suffix, ", ", whole(rows$people), " ", across, "<br>", names[lies])
	one <- function(which) if (any(lies == which)) list(points(rows$people[lies == which], rows$rate[lies == which], names[[which]], says[lies == which],
		colours[[which]], symbols[[which]], if (nrow(rows) > 300) 6 else 9)) else list()
	me <- rows[[code]] %in% mine
	chart(c(list(band(rows$people, rows$lower_998, rows$upper_998, "99.8 % limits"),
			a_line(rows$people, rows$lower_95, "95 % limits", dash = "dot", legendgroup = "95"), a_line(rows$people, rows$upper_95, "", dash = "dot", showlegend = FALSE, legendgroup = "95"),
			a_line(rows$people, rows$target, "all", "@ink")),
		one("above"), one("within"), one("below"),
		if (any(me)) list(points(rows$people[me], rows$rate[me], rows[[label]][me][1], says[me], "@orange", "diamond", 14))),
		xaxis = list(title = list(text = across), rangemode = "tozero"), yaxis = list(title = list(text = axis)), height = 430)
}
