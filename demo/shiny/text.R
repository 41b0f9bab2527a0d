# Numbers, shares and names as they are written in sentences and under the pointer.

whole <- function(x) ifelse(is.na(x), "no count", format(round(x), big.mark = ",", trim = TRUE, scientific = FALSE))
percent <- function(x, digits = 1) ifelse(is.na(x), "\u2013", paste0(formatC(100 * x, format = "f", digits = digits), "\u00a0%"))
decimal <- function(x, digits = 3) ifelse(is.na(x), "\u2013", formatC(x, format = "f", digits = digits, big.mark = ","))
month <- function(x) format(as.Date(x), "%b %Y")

# The kind of a column says how the page writes it; a name that ends in [%] is a share.
column_kind <- function(name, x)
{
	if (inherits(x, "POSIXct")) "time"
	else if (inherits(x, "Date")) "date"
	else if (is.logical(x)) "flag"
	else if (!is.numeric(x)) "text"
	else if (endsWith(name, "[%]")) "share"
	else if (all(x == round(x), na.rm = TRUE)) "whole"
	else "number"
}

column_values <- function(x)
{
	if (inherits(x, "POSIXct"))
		x <- format(x, "%Y-%m-%d %H:%M", tz = "UTC")
	else if (inherits(x, "Date"))
		x <- format(x)
	I(unname(x))
}

# The first of these names and how many more.
some_of <- function(names, most = 3)
	if (length(names) <= most) paste(names, collapse = ", ") else paste0(paste(names[seq_len(most)], collapse = ", "), " and ", length(names) - most, " more")
