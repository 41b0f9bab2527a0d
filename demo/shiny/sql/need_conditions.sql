SELECT condition, people, share AS "of people [%]", most_deprived AS "most deprived fifth [%]", least_deprived AS "least deprived fifth [%]",
	100 * most_lower AS most_lower, 100 * most_upper AS most_upper, 100 * least_lower AS least_lower, 100 * least_upper AS least_upper
FROM dashboard.condition_share
WHERE place = ?borough AND people > 0
ORDER BY share DESC, condition
