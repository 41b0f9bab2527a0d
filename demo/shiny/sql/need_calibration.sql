SELECT score_group AS tenth, people, mean_score AS expected_risk, expected, events, observed, lower, upper
FROM dashboard.risk_calibration
ORDER BY score_group
