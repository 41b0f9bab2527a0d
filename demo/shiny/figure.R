# A figure: a chart, the figures in it as a table, and the SQL that made it.
# Key figures: a few numbers, and the SQL that made them.

sql_ui <- function(ns)
	tags$details(class = "sql", tags$summary("SQL"), verbatimTextOutput(ns("sql")))

figure_ui <- function(id, title, note = NULL)
{
	ns <- NS(id)
	tags$figure(id = id, role = "group", `aria-labelledby` = ns("title"),
		tags$figcaption(h3(id = ns("title"), title), if (!is.null(note)) p(class = "note", note)),
		div(class = "chart", plotOutput(ns("plot"), height = "auto")),
		div(class = "under",
			tags$details(class = "figures", tags$summary("Figures"),
				div(class = "wide", tabindex = "0", role = "region", `aria-label` = paste("Figures:", title), tableOutput(ns("table")))),
			sql_ui(ns)))
}

# answer()        the rows, as ask() gives them
# draw(rows, narrow), height(rows, narrow), alt(rows)
# empty           what to say when there are no rows
figure_server <- function(id, answer, draw, height, alt, empty, table = identity)
	moduleServer(id, function(input, output, session)
	{
		rows <- reactive({
			r <- answer()
			validate(need(nrow(r) > 0, empty))
			r
		})
		width <- function()
		{
			w <- session$clientData[[paste0("output_", session$ns("plot"), "_width")]]
			if (is.null(w) || w < 10) 640 else w
		}
		narrow <- reactive(width() < 520)
		output$plot <- renderPlot(draw(rows(), narrow()), res = 96, alt = reactive(alt(rows())),
			height = function() if (nrow(answer()) > 0) height(answer(), narrow()) else 90)
		output$table <- renderTable(
		{
			shown <- table(as.data.frame(rows()))
			for (column in names(shown))
				shown[[column]] <- figure_text(shown[[column]])
			names(shown) <- gsub("_", " ", names(shown))
			shown
		}, align = "l", sanitize.text.function = htmltools::htmlEscape)
		output$sql <- renderText({ sql <- attr(answer(), "sql"); paste0(sql, definitions(sql)) })
	})

keys_ui <- function(id)
{
	ns <- NS(id)
	div(class = "keys", id = id, uiOutput(ns("keys")), sql_ui(ns))
}

# The columns of one row, their names as labels; a name that ends in [%] is a share.
keys_server <- function(id, answer, empty)
	moduleServer(id, function(input, output, session)
	{
		output$keys <- renderUI(
		{
			row <- answer()
			validate(need(nrow(row) > 0, empty))
			tags$dl(lapply(names(row), function(name)
			{
				share <- endsWith(name, "[%]")
				div(tags$dt(gsub(" %", "\u00a0%", trimws(sub("[%]", "", name, fixed = TRUE)), fixed = TRUE)),
					tags$dd(if (share && !is.na(row[[name]])) percent(row[[name]]) else figure_text(row[[name]])))
			}))
		})
		output$sql <- renderText({ sql <- attr(answer(), "sql"); paste0(sql, definitions(sql)) })
	})
