SELECT period FROM dashboard.period ORDER BY upper(span) - lower(span) DESC, lower(span)
