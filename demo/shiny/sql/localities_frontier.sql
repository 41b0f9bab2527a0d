-- the rows of dashboard.frontier for this place, kept when it was first chosen
SELECT map, keep, moved, moved_share AS "moved share [%]", practices_moved, practices, own_share AS "F [%]", localities, out_of_bounds, chosen
FROM dashboard.worked_out
WHERE place = ?borough
ORDER BY row, moved
