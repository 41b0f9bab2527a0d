# What R's data.table takes for the means of UPC, COC and SECON over rows that it has in memory.
#   Rscript three.R CSV RUNS [THREADS]	prints "R milliseconds" for each run
suppressMessages(library(data.table))
asked <- commandArgs(TRUE)
if (length(asked) > 2) setDTthreads(as.integer(asked[3]))
visit <- fread(asked[1], integer64 = "numeric")
three <- function() {
	v <- visit[order(patient, at, provider)]
	v[, same := patient == shift(patient) & provider == shift(provider)]
	n <- v[, .(N = .N, s = sum(same, na.rm = TRUE)), by = .(patient, provider)]
	n[, squares := as.double(N) * N]
	b <- n[, .(n = sum(N), most = max(N), squares = sum(squares), s = sum(s)), by = patient][n >= 2]
	b[, .(mean(most / n), mean((squares - n) / (n * (n - 1.0))), mean(s / (n - 1)))]
}
invisible(three())
for (i in seq_len(as.integer(asked[2]))) cat("R", 1000 * system.time(print(three()))[["elapsed"]], "\n")
