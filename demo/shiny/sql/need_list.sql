SELECT network_name AS network, position, patient, practice, age, visits, emergencies, gained AS new_conditions, score, risk, reasons
FROM dashboard.risk_list
WHERE ?borough IN ('ALL', place)
ORDER BY risk DESC, patient
