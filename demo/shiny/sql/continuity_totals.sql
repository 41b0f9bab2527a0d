SELECT patients AS "Patients with two visits or more", visits AS "Visits", coc AS "Continuity (COC)", lower AS "lower 95 % limit", upper AS "upper 95 % limit"
FROM dashboard.period_continuity
WHERE period = ?period AND place = ?borough AND practice IS NULL AND age_band IS NULL
