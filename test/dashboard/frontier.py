"""The frontier of people moved, in one borough: figures against plain SQL, a mark that is chosen, words while it is worked out."""
import re

from selenium.webdriver.common.action_chains import ActionChains

from checks import accessible, downloads, figures_agree, nothing_cut, stays
from tap import equal, near, number, ok


def frontier(page, server, borough, axe):
    page.open(f'{server.address}/?borough={borough}#localities')
    page.unfold()
    columns, rows = page.table('localities_frontier')
    maps = [dict(zip(columns, row)) for row in rows]
    on = [row for row in maps if row['map'] == 'On the frontier']
    equal([row['map'] for row in maps if row not in on],
          ["Today's networks", 'Today mended: each in one piece', "Best map of today's sizes", 'Best map within bounds', 'No map within bounds can pass'], 'frontier: what it is compared with is there')
    drawn = server.sql('london', f"SELECT moved, own_share, keep FROM map_frontier WHERE place = '{borough}' ORDER BY moved")
    ok(len(on) == len(drawn) > 1, 'frontier: as many maps as locality_frontier gives', len(on), len(drawn))
    for row, (moved, own_share, keep) in zip(on, drawn):
        near(row['moved'], moved, 'frontier: people moved as locality_frontier has them', 0)
        near(row['F'], 100 * float(own_share), 'and F', 1)
        ok(number(row['keep']) == (keep and round(float(keep), 3)), 'and the price', row['keep'], keep)
    moved, worth = [number(row['moved']) for row in on], [number(row['F']) for row in on]
    equal((moved, worth), (sorted(set(moved)), sorted(worth)), 'frontier: it rises')

    # the map that is drawn, area by area, from the tables alone
    tenth = [row for row in on if number(row['moved share']) <= 10][-1]
    says = page.answer('frontier_answer')
    ok(f"has {tenth['F']}".replace('\xa0', ' ') in says and f"{tenth['moved']} people move" in says, 'frontier: the answer says what can be had if a tenth may move', says, tenth)
    equal(page.js("return document.getElementById('moved').value"), 'tenth', 'frontier: that map is drawn first')
    for row in (tenth, maps[2]):
        page.choose('moved', row['chosen'])
        title = page.js("return document.querySelector('#localities_chosen h3').textContent").replace('\xa0', ' ')
        ok(f"{row['moved']} people move, F {row['F']}".replace('\xa0', ' ') in title, 'frontier: a map that is chosen is drawn', title, row)
        people, share = server.sql('london', f'''
            WITH part AS (SELECT origin AS area, destination AS part FROM worked_out, cells(assignment) WHERE place = '{borough}' AND chosen = '{row['chosen']}'),
            today AS
            (
                SELECT DISTINCT ON (area) area, network FROM (SELECT area, network, sum(patients) AS n FROM registered JOIN practice USING (practice) WHERE in_scope GROUP BY area, network) AS x
                WHERE network IS NOT NULL ORDER BY area, n DESC, network
            ),
            lived AS (SELECT practice, part, sum(patients) AS n FROM registered JOIN practice USING (practice) JOIN part USING (area) WHERE in_scope GROUP BY practice, part)
            SELECT (SELECT sum(patients) FROM registered JOIN practice USING (practice) JOIN part USING (area) JOIN today USING (area) WHERE in_scope AND part <> today.network),
                (SELECT sum(most) / (SELECT sum(n) FROM lived) FROM (SELECT max(n) AS most FROM lived GROUP BY practice) AS x)''')[0]
        near(row['moved'], people, 'frontier: people whose network is another, added up from the tables', 0)
        near(row['F'], 100 * float(share), 'and F, added up from the tables', 1)
        areas = page.table('localities_chosen')[1]
        ok(sum(number(area[6]) for area in areas if area[7] == 'yes') == number(row['moved']), 'and the areas that move are in the table')
        figures_agree(page, server, 'london', f"frontier, {row['map']}")
        stays(page, f"frontier, {row['map']}")
        page.unfold()

    # a mark is chosen with the pointer
    page.js("document.querySelector('#localities_frontier').scrollIntoView()")
    mark = page.driver.find_elements('css selector', '#localities_frontier .scatterlayer .trace')[0].find_elements('css selector', '.point')[-1]
    ActionChains(page.driver).move_to_element(mark).click().perform()
    page.until("document.getElementById('moved').value === arguments[0]", on[-1]['chosen'])
    page.idle()
    title = page.js("return document.querySelector('#localities_chosen h3').textContent")
    ok(f"{on[-1]['moved']} people move" in title, 'frontier: a mark that is clicked is drawn', title)
    one_look = page.js('''var boxes = document.querySelector('#localities_chosen .maps').boxes, same = 0, all = 0;
        Object.keys(boxes[0].at).forEach(function (i) { if (boxes[0].group[i] === boxes[1].group[i]) { all++; same += boxes[0].hue[boxes[0].group[i]] === boxes[1].hue[boxes[1].group[i]]; } });
        return [same, all]''')
    ok(one_look[0] == one_look[1] > 0, 'frontier: a network has one colour on both maps', one_look)
    downloads(page, server, 'london', 'localities_frontier')
    downloads(page, server, 'london', 'localities_chosen')
    page.screenshot('desktop-localities-frontier')
    accessible(page, 'frontier', axe)
    page.dark(True)
    page.open(page.driver.current_url)
    accessible(page, 'frontier, dark', axe)
    page.screenshot('desktop-dark-localities')
    page.dark(False)
    page.size(375, 800)
    page.open(page.driver.current_url)
    nothing_cut(page, 'frontier on a phone', 375)
    page.size(1280, 900)


def worked_out(page, server):
    """A borough that nobody has asked for: the page goes on while its frontier is worked out."""
    place = server.value('london', "SELECT place FROM borough WHERE name = 'Camden'")
    page.open(f'{server.address}/#localities')
    # what the page says on the way, and what it has answered by then
    page.js('''var borough = document.getElementById('borough'), nothing = document.querySelector('#localities_frontier .nothing'), answer = document.getElementById('localities_answer');
        window.said = [];
        new MutationObserver(function () { said.push(nothing.textContent + '|' + answer.textContent); }).observe(nothing, { childList: true });
        borough.value = arguments[0];
        borough.dispatchEvent(new Event('change', { bubbles: true }))''', place)
    page.until("document.querySelector('#localities_frontier').answer.title.indexOf('Camden') >= 0")
    page.idle()
    ok(re.search(r'Camden', page.js("return document.querySelector('#localities_frontier h3').textContent")) and page.js("return !document.querySelector('#localities_frontier').answer.pending"), 'frontier: until it is there')
    said = page.js('return said')
    ok(any('being worked out' in one for one in said), 'frontier: the page says when it is being worked out', said)
    ok(any('being worked out' in one and 'Camden keeps' in one for one in said), 'and answers the rest meanwhile', said)
    figures_agree(page, server, 'london', 'Camden, localities')
