# Native controls, kept in the address: a link shows what its sender saw.

kept <- function(tag, default, control = "input") tagAppendAttributes(tag, `data-kept` = default, .cssSelector = control)

choice <- function(id, label, choices, query)
{
	asked <- query[[id]]
	selected <- if (!is.null(asked) && asked %in% choices) asked else unname(choices)[1]
	kept(selectInput(id, label, choices, selected, selectize = FALSE), unname(choices)[1], "select")
}

# Of many: type a part of the name.
lookup <- function(id, label, names, codes, query, hint = NULL)
{
	found <- match(if (is.null(query[[id]])) "" else query[[id]], codes)
	tagList(
		tagAppendAttributes(kept(textInput(id, label, if (is.na(found)) "" else paste0(names[found], " (", codes[found], ")"), placeholder = hint), ""),
			list = paste0(id, "-names"), autocomplete = "off", .cssSelector = "input"),
		tags$datalist(id = paste0(id, "-names"), HTML(paste0("<option value=\"", htmltools::htmlEscape(paste0(names, " (", codes, ")"), TRUE), "\"></option>", collapse = ""))))
}

# The code in 'Name (CODE)', or a code or a name by itself; "" for anything else.
looked_up <- function(text, names, codes)
{
	if (is.null(text) || text == "")
		return("")
	code <- sub("^.*\\(([^()]+)\\)\\s*$", "\\1", text)
	if (code %in% codes)
		return(code)
	found <- codes[tolower(names) == tolower(trimws(text))]
	if (length(found) > 0) found[1] else ""
}
