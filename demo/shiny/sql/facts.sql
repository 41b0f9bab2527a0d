SELECT * FROM dashboard.fact
