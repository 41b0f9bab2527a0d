# How charts look: colours that colour-blind people can tell apart (Okabe and Ito 2008),
# one typeface, and numbers written the same way everywhere.

colour <- c(black = "#000000", orange = "#E69F00", sky = "#56B4E9", green = "#009E73",
	yellow = "#F0E442", blue = "#0072B2", red = "#D55E00", pink = "#CC79A7")
ink <- "#1f2933"
quiet <- "#5b6874"
line <- "#e3e7eb"
wash <- "#f2f5f7"

whole <- function(x) format(round(x), big.mark = ",", trim = TRUE, scientific = FALSE)
percent <- function(x, digits = 1) paste0(formatC(100 * x, format = "f", digits = digits), " %")

# One column as text: counts whole with commas, anything finer to three places.
figure_text <- function(x)
{
	if (inherits(x, "POSIXct"))
		text <- format(x, "%e %b %Y %H:%M", tz = "UTC")
	else if (inherits(x, "Date"))
		text <- format(x, "%b %Y")
	else if (is.logical(x))
		text <- ifelse(x, "yes", "no")
	else if (!is.numeric(x))
		text <- as.character(x)
	else if (all(x == round(x), na.rm = TRUE))
		text <- whole(x)
	else
		text <- formatC(x, format = "f", digits = 3, big.mark = ",")
	ifelse(is.na(x), "\u2013", trimws(text))
}

theme_page <- function(narrow)
{
	theme_minimal(base_size = if (narrow) 11 else 12.5, base_family = "Inter") +
		theme(text = element_text(colour = ink), axis.text = element_text(colour = quiet),
			axis.title = element_text(colour = quiet, size = rel(0.9)),
			panel.grid.minor = element_blank(), panel.grid.major = element_line(colour = line, linewidth = 0.4),
			plot.margin = margin(6, 20, 6, 6), legend.position = "top", legend.justification = "left",
			legend.title = element_blank(), legend.margin = margin(0, 0, 4, 0), legend.key.size = unit(12, "pt"),
			strip.text = element_text(face = "bold", hjust = 0, size = rel(1), colour = ink), panel.spacing = unit(16, "pt"))
}

# Long names, in the room that there is.
wrapped <- function(narrow) function(x) if (narrow) vapply(x, function(one) paste(strwrap(one, 14), collapse = "\n"), "") else x

label_size <- function(narrow) if (narrow) 3.1 else 3.6
