SELECT first_day AS month, c.practice AS closed, patients, coalesce(p.label, CASE went_to WHEN 'outside' THEN 'no list' ELSE went_to END) AS went_to, people, share AS "share [%]"
FROM list_closed AS c LEFT JOIN dashboard.practice_label AS p ON p.practice = went_to
ORDER BY first_day, c.practice, people DESC, went_to
