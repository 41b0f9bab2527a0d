"""Somebody who has never seen the page answers four questions from it alone; plain SQL on the tables knows the answers."""
import re

from tap import equal, near, number, ok


def ask(page, server):
    # Which borough has most people registered elsewhere?
    page.open(f'{server.address}/#who')
    said = page.answer('who_answer')
    name, people = server.sql('london', '''
        SELECT l.name, sum(patients) FROM registered JOIN practice AS p USING (practice) JOIN area AS a USING (area) JOIN place AS l ON l.place = a.place
        WHERE l.kind = 'borough' AND p.place <> a.place AND EXISTS (SELECT 1 FROM area AS x WHERE x.place = l.place) GROUP BY l.name ORDER BY 2 DESC LIMIT 1''')[0]
    ok(said.startswith(f'{name} has most people registered elsewhere: {int(people):,},'), 'a stranger reads which borough has most people registered elsewhere', said, name, people)

    # Which networks lie outside the scale?
    page.open(f'{server.address}/#scale')
    page.unfold()
    columns, rows = page.table('scale_outside')
    outside = server.sql('london', '''
        SELECT network FROM practice JOIN registered USING (practice) WHERE in_scope AND network IS NOT NULL
        GROUP BY network HAVING sum(patients) NOT BETWEEN 30000 AND 100000''')
    equal(sorted(row[0] for row in rows), sorted(row[0] for row in outside), 'a stranger reads which networks lie outside the scale')
    ok(page.answer('scale_answer').startswith(f'{len(outside)} of '), 'and how many', page.answer('scale_answer'))

    # What does the best map of Lewisham at today's sizes gain, and whom does it move?
    lewisham = server.value('london', "SELECT place FROM borough WHERE name = 'Lewisham'")
    page.open(f'{server.address}/?borough={lewisham}#localities')
    said = page.answer('localities_answer')
    worth = dict(server.sql('london', f'''
        SELECT division, sum(most) / sum(people) FROM
        (
            SELECT division, practice, max(n) AS most, sum(n) AS people FROM
                (SELECT division, practice, part, sum(patients) AS n FROM part JOIN registered USING (area) JOIN practice AS p USING (practice)
                WHERE part.place = '{lewisham}' AND in_scope GROUP BY division, practice, part) AS x
            GROUP BY division, practice
        ) AS y GROUP BY division'''))
    best = next(division for division in worth if division.startswith('Best map'))
    shares = [float(share) for share in re.findall(r'(\d+\.\d) %', said)[:2]]
    near(str(shares[0]), 100 * float(worth[best]), 'a stranger reads what the best map of Lewisham keeps', 1)
    near(str(shares[1]), 100 * float(worth["Today's networks"]), 'and what today\u2019s networks keep', 1)
    gain = 100 * (float(worth[best]) - float(worth["Today's networks"]))
    near(re.search(r'a (?:gain|loss) of (\d+\.\d) points', said)[1], abs(gain), 'what it gains', 1)
    page.unfold()
    moved = [number(row[4]) for row in page.table('localities_moves')[1]]
    ok(f'It moves {int(sum(moved)):,} people of {len(moved)} areas' in said or not moved, 'and whom it moves', said, sum(moved))
    people = dict(server.sql('london', f'''SELECT coalesce(n.name, area), sum(patients) FROM registered JOIN practice AS p USING (practice) JOIN area AS a USING (area) LEFT JOIN area_name AS n USING (area)
        WHERE a.place = '{lewisham}' AND in_scope GROUP BY 1'''))
    equal([row for row in page.table('localities_moves')[1] if number(row[4]) != float(people[row[0]])], [], 'area by area')
    near(str(sum(moved)), server.value('london', f"SELECT moved FROM comparison WHERE place = '{lewisham}' AND division LIKE 'Best%'"), 'as compare_assignments has it', 0)
    ok(100 * float(worth[best]) <= float(re.search(r'can pass (\d+\.\d) %', said)[1]), 'and what no map of that size can pass', said)

    # Which practice serves the same streets as most others, and which networks have no streets in common?
    page.open(f'{server.address}/#networks')
    said = page.answer('networks_answer')
    pairs = server.sql('london', '''
        WITH served AS (SELECT practice, area FROM registered WHERE patients >= 50)
        SELECT DISTINCT a.practice, b.practice FROM served AS a JOIN served AS b USING (area) WHERE a.practice <> b.practice''')
    tied = {}
    for one, other in pairs:
        tied.setdefault(one, set()).add(other)
    most = max(tied, key=lambda one: len(tied[one]))
    name = server.value('london', f"SELECT label FROM practice_label WHERE practice = '{most}'")
    others = int(server.value('london', 'SELECT count(DISTINCT practice) - 1 FROM registered WHERE patients >= 50'))
    ok(f'{name} has most ties: it shares streets with {len(tied[most]):,} of {others:,} other practices' in said, 'a stranger reads which practice serves the same streets as most others', said, name, len(tied[most]), others)
    networks = {}
    for network, practice in server.sql('london', 'SELECT network, practice FROM practice WHERE in_scope AND network IS NOT NULL'):
        networks.setdefault(network, set()).add(practice)
    apart = [network for network, members in networks.items() if len(reached(min(members), members, tied)) < len(members)]
    page.unfold()
    equal(sorted(row[0] for row in page.table('networks_apart')[1]), sorted(apart), 'and which networks fall into groups without streets in common')


def reached(start, members, tied):
    """Of these members those that can be reached by ties among them."""
    found, rest = {start}, [start]
    while rest:
        new = (tied.get(rest.pop(), set()) & members) - found
        found |= new
        rest += new
    return found


def ask_of_region(page, server):
    # Which practice's continuity stands out, and by how much?
    page.open(f'{server.address}/?data=region#continuity')
    said = page.answer('continuity_answer')
    out = server.sql('region', '''SELECT name, round(coc::numeric, 3), round(abs(deviation)::numeric, 1) FROM practice_standing JOIN practice USING (practice)
        JOIN (SELECT practice, avg(bice_boxerman(care)) AS coc FROM patient_care WHERE visits(care) >= 2 GROUP BY practice) AS c USING (practice)
        WHERE abs(deviation) > 3.09 ORDER BY deviation DESC''')
    ok(len(out) > 0 and all(f'{name} stands out: COC {coc} against' in said and f'{deviation} standard deviations' in said for name, coc, deviation in out),
       'a stranger reads which practice\u2019s continuity stands out, and by how much', said, out)

    # How many people have several conditions, and what do they make of the visits?
    page.open(f'{server.address}/?data=region#need')
    said = page.answer('need_answer')
    people, visits = server.sql('region', '''
        SELECT 100.0 * count(*) FILTER (WHERE n >= 2) / count(*), 100.0 * sum(visits) FILTER (WHERE n >= 2) / sum(visits)
        FROM patient_year LEFT JOIN (SELECT patient, count(*) AS n FROM patient_condition GROUP BY patient) AS c USING (patient) WHERE year = 2024''')[0]
    shares = re.findall(r'(\d+\.\d) %', said)
    near(shares[0], people, 'a stranger reads how many people have two or more conditions on record', 1)
    near(shares[1], visits, 'and what they make of the visits', 1)

    # Who should lead, and what would teams with room for fifty have found?
    page.unfold()
    groups = {(row[0], row[1]): number(row[3]) for row in page.table('need_groups')[1]}
    plain = server.sql('region', "SELECT need, (ARRAY['lower', 'mid', 'higher'])[complexity], count(*) FROM patient_need GROUP BY need, complexity")
    equal(groups, {(need, severity): float(people) for need, severity, people in plain}, 'how many people of each need and severity there are')
    found, happened = server.sql('region', '''
        SELECT round(sum(event::integer * least(1, greatest(0, wanted - before) / tied::float8))), sum(event::integer) FROM
        (
            SELECT next_emergencies >= 2 AS event, wanted, rank() OVER w - 1 AS before, count(*) OVER (PARTITION BY round(risk::numeric, 3)) AS tied
            FROM stable_patient, (SELECT 50 * count(DISTINCT network)::float8 AS wanted FROM practice WHERE in_scope) AS n WHERE day = '2024-01-01' AND next_emergencies IS NOT NULL
            WINDOW w AS (ORDER BY round(risk::numeric, 3) DESC)
        ) AS ranked''')[0]
    ok(f'would have found {int(float(found)):,} of the {int(happened):,} stable people' in said, 'and what teams would have found', said, found, happened)
