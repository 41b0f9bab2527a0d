SELECT clinician, list_visits, with_holder, with_holder / nullif(list_visits, 0)::double precision AS "SLICC [%]",
	given, to_own_list, to_own_list / nullif(given, 0)::double precision AS "OPR [%]"
FROM list_holder_visits
WHERE practice = ?practice
ORDER BY list_visits DESC, clinician
