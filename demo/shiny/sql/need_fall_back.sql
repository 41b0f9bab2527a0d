SELECT at_least AS visits_from, people, visits_2023, expected_2024, visits_2024
FROM dashboard.fall_back_of
ORDER BY at_least
