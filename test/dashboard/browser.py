#!/usr/bin/python3
"""Drive demo/dashboard with Chromium: what the page shows must be what SQL says.

browser.py TOP SCREENSHOTS [city] [published] [pictures]
"""
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback

from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys

import frontier
import strangers
from checks import accessible, downloads, figures_agree, left_behind, nothing_cut, printed, stays
from page import Page
from server import Dashboard
from tap import done, equal, near, number, ok

TOP, SCREENSHOTS, *PARTS = sys.argv[1:]
CITY = ('map', 'who', 'scale', 'localities', 'networks', 'catchment', 'variation')
REGION = CITY + ('continuity', 'attendance', 'need', 'panels', 'lists', 'money', 'patient')
AXE = ''
if os.path.isfile(os.environ.get('PLACEBASE_AXE', '')):
    with open(os.environ['PLACEBASE_AXE']) as script:
        AXE = script.read()
else:
    print('# axe-core is not at hand (npm): accessibility is not tested with it')


# ---- London, and the made-up region beside it ----------------------------------------

def city():
    server = Dashboard(TOP, '--sample')
    ok(server.address is not None, 'demo/dashboard prints its address', server.said())
    port = int(server.address.rsplit(':', 1)[1])
    listening = [line.split()[1] for line in open('/proc/net/tcp').readlines()[1:] if line.split()[3] == '0A']
    equal([a.split(':')[0] for a in listening if int(a.split(':')[1], 16) == port], ['0100007F'], 'only this machine can reach it')
    page = Page(SCREENSHOTS)
    try:
        london(page, server)
        region(page, server)
        phone(page, server)
        equal(page.complaints(), [], 'no word in the console of the browser')
    except Exception:
        ok(False, 'the browser came to the end of the test', traceback.format_exc(), server.said())
        page.screenshot('desktop-at-fault')
    finally:
        page.quit()
    status = server.end()
    ok(status in (0, 130), 'Ctrl-C ends it', status)
    gone(server, 'after Ctrl-C')


def gone(server, when):
    equal(left_behind(), [], f'{when} nothing is left behind')
    ports = [int(where.rsplit(':', 1)[1].split('/')[0]) for where in (server.address, *server.databases.values())]
    still = [line for line in open('/proc/net/tcp').readlines()[1:] if line.split()[3] == '0A' and int(line.split()[1].split(':')[1], 16) in ports]
    equal(still, [], f'{when} neither the page nor its server is still there')


def london(page, server):
    page.open(server.address)
    ok(page.driver.title.startswith('Where is it high, and where low? \u00b7 All boroughs \u00b7 London'), 'the page has a title that says what is shown', page.driver.title)
    equal(page.js('return document.documentElement.lang'), 'en', 'and a language')
    equal(page.js("return Array.from(document.querySelectorAll('nav a')).map(function (a) { return a.dataset.panel; })"), list(CITY), 'there are panels for what there is data for')
    text = page.js('return document.body.innerText')
    ok('1 July 2022' in text and '/tmp' not in text and TOP not in text, 'the page says of when its data are, and names no file')
    unnamed = page.js('''return Array.from(document.querySelectorAll('select, input')).filter(function (e) {
        return !e.labels || !e.labels.length || !e.labels[0].textContent.trim(); }).map(function (e) { return e.id; })''')
    equal(unnamed, [], 'every filter has a label')

    for panel in CITY:
        page.open(f'{server.address}/#{panel}')
        page.screenshot(f'desktop-{panel}')
        nothing_cut(page, f'London, {panel}', 1280)
        figures_agree(page, server, 'london', f'London, {panel}')
        accessible(page, f'London, {panel}', AXE)

    # one borough, one practice: what a reader chooses is kept in the address
    lewisham = server.value('london', "SELECT place FROM borough WHERE name = 'Lewisham'")
    practice = server.sql('london', f"SELECT practice, label FROM practice_label WHERE place = '{lewisham}' ORDER BY practice")[0]
    page.open(server.address)
    page.choose('borough', lewisham)
    page.choose('measure', 'condition: DM')
    page.choose('counted', 'rate')
    equal(page.js("return document.querySelector('#map_areas h3').textContent"), 'Diabetes, from 17 by area, Lewisham, modelled', 'the title of a figure says what is shown')
    ok('modelled, so the intervals are not sampling intervals' in page.answer('map_modelled'), 'and the page that the intervals of what is modelled are not sampling intervals', page.answer('map_modelled'))
    figures_agree(page, server, 'london', 'Lewisham, map')
    page.screenshot('desktop-map-lewisham')
    stays(page, 'Lewisham, map')
    page.panel('variation')
    page.write('practice', practice[1])
    ok(practice[1] in page.answer('variation_answer'), 'my practice is in the answer', page.answer('variation_answer'))
    lit = page.js('''var bars = document.querySelector('#variation_ranked .chart').data[0], n = bars.marker.color.indexOf(look.colour('orange')); return bars.y[n]''')
    equal(lit, practice[1], 'and stands out in the chart')
    lines = page.js("return document.querySelector('#variation_ranked .chart').data.slice(1).map(function (t) { return t.name.split(':')[0]; })")
    equal(lines, ['London', 'This borough', 'Neighbouring boroughs', 'Boroughs as deprived'], 'what it is compared with stays')
    figures_agree(page, server, 'london', 'Lewisham, practices')
    page.screenshot('desktop-variation-lewisham')
    stays(page, 'Lewisham, practices')
    page.panel('who')
    figures_agree(page, server, 'london', 'Lewisham, registered and resident')
    page.panel('localities')
    figures_agree(page, server, 'london', 'Lewisham, localities')
    page.screenshot('desktop-localities-lewisham')
    page.choose('division', 'Localities of 30,000 to 50,000')
    figures_agree(page, server, 'london', 'Lewisham, larger localities')
    stays(page, 'Lewisham, localities')
    page.panel('catchment')
    ok(practice[1] in page.js("return document.querySelector('#catchment_areas h3').textContent"), 'the catchment is that of my practice')
    figures_agree(page, server, 'london', 'a catchment')

    frontier.frontier(page, server, lewisham, AXE)
    frontier.worked_out(page, server)
    under_the_pointer(page, server)
    search(page, server)
    tables(page, server)
    strangers.ask(page, server)

    # to take away
    page.open(f'{server.address}/?borough={lewisham}#who')
    downloads(page, server, 'london', 'who_elsewhere')
    printed(page, 'registered and resident', 'Who are we responsible for?', page.answer('who_answer').split('.')[0], 'Share of residents on a list who are registered elsewhere', 'Open Government Licence')
    page.open(f'{server.address}/#localities')
    downloads(page, server, 'london', 'localities_map')

    page.dark(True)
    for panel in ('map', 'who'):
        page.open(f'{server.address}/#{panel}')
        accessible(page, f'London, {panel}, dark', AXE)
        page.screenshot(f'desktop-dark-{panel}')
    page.dark(False)


def under_the_pointer(page, server):
    page.open(f'{server.address}/#who')
    page.js("document.querySelector('#who_elsewhere').scrollIntoView()")
    bar = page.driver.find_elements('css selector', '#who_elsewhere .bars .point path')[-1]
    ActionChains(page.driver).move_to_element(bar).perform()
    said = page.until("(document.querySelector('#who_elsewhere .hoverlayer text') || {}).textContent")
    most = server.sql('london', 'SELECT name FROM borough WHERE resident IS NOT NULL ORDER BY living_here_registered_elsewhere DESC LIMIT 1')[0][0]
    ok(most in said, 'the pointer on a bar says whose it is', said, most)
    page.open(f'{server.address}/#map')
    ActionChains(page.driver).move_to_element_with_offset(page.driver.find_element('css selector', '#map_areas .map'), 60, 40).perform()
    said = page.until("(document.querySelector('#map_areas .leaflet-tooltip') || {}).textContent")
    ok(server.value('london', "SELECT count(*) FROM area_name WHERE starts_with($$" + said + "$$, name || ',')") != '0', 'the pointer on the map says which area it is', said)


def search(page, server):
    area, name = server.sql('london', "SELECT area, name FROM area_name ORDER BY area LIMIT 1 OFFSET 3000")[0]
    page.open(f'{server.address}/#map')
    before = page.js('return maps.open[0].map.getZoom()')
    page.write('find', name)
    said = page.until("document.querySelector('main .filters .found').textContent")
    ok(name in said and page.js('return maps.open[0].map.getZoom()') > before, 'a search finds an area on the map', said)
    page.write('find', 'Lewisham')
    said = page.until("/Lewisham/.test(document.querySelector('main .filters .found').textContent)")
    ok(said, 'or a borough')
    code, label = server.sql('london', 'SELECT practice, label FROM practice_label ORDER BY practice LIMIT 1 OFFSET 600')[0]
    page.write('find', f'{label} ({code})')
    page.until("location.hash === '#catchment'")
    page.idle()
    ok(label in page.js("return document.querySelector('#catchment_areas h3').textContent"), 'or a practice, and shows where its people live')
    page.write('find', 'Nowhere at all')
    ok(page.until("/No practice/.test(document.querySelector('main .filters .found').textContent)"), 'or says that there is none')


def tables(page, server):
    page.open(f'{server.address}/#who')
    page.unfold()
    page.js("document.querySelectorAll('#who_boroughs th button')[1].click()")
    names = [row[1] for row in page.table('who_boroughs')[1]]
    equal(names, sorted(names, reverse=names[0] > names[-1]), 'a click on a heading sorts by it')
    page.js("document.querySelectorAll('#who_boroughs th button')[2].click()")
    people = [number(row[2]) for row in page.table('who_boroughs')[1]]
    equal(people, sorted(people, reverse=True), 'numbers from the largest')
    page.driver.find_element('css selector', '#who_boroughs .search input').send_keys('lewis')
    equal([row[1] for row in page.table('who_boroughs')[1]], ['Lewisham'], 'a search in a table leaves what it finds')


def region(page, server):
    page.open(server.address)
    page.until("document.querySelector('#sets a')")          # it is made while London is looked at
    page.driver.find_element('css selector', '#sets a').click()
    page.idle()
    equal(page.js("return Array.from(document.querySelectorAll('nav a')).map(function (a) { return a.dataset.panel; })"), list(REGION), 'the made-up region has more panels')
    ok('Nobody and nothing in it exists' in page.js('return document.body.innerText'), 'and says what it is')
    for panel in REGION[len(CITY):] + ('networks', 'map'):
        page.open(f'{server.address}/?data=region#{panel}')
        page.screenshot(f'desktop-region-{panel}')
        nothing_cut(page, f'region, {panel}', 1280)
        figures_agree(page, server, 'region', f'region, {panel}')
        accessible(page, f'region, {panel}', AXE)
    page.open(f'{server.address}/?data=region&borough=B1&period=2024#continuity')
    figures_agree(page, server, 'region', 'one borough, one year')
    keys = page.keys('continuity_totals')
    near(keys['Continuity (COC)'], server.value('region', '''SELECT avg(bice_boxerman(during(care, '[2024-01-01, 2025-01-01)'))) FROM patient_care JOIN practice USING (practice)
        WHERE place = 'B1' AND visits(during(care, '[2024-01-01, 2025-01-01)')) >= 2'''), 'continuity of one borough in one year')
    months = [row for row in page.table('continuity_months')[1] if row[1] == 'Alderwick']
    near(months[-1][3], server.value('region', '''SELECT avg(bice_boxerman(during(care, '[2024-01-01, 2025-01-01)'))) FROM patient_care JOIN practice USING (practice)
        WHERE place = 'B1' AND visits(during(care, '[2024-01-01, 2025-01-01)')) >= 2'''), 'twelve months rolled up are the year')
    page.panel('attendance')
    figures_agree(page, server, 'region', 'one borough, one year')
    page.open(f'{server.address}/?data=region#lists')
    keys = page.keys('lists_totals')
    near(keys['at last'], server.value('region', 'SELECT count(*) FROM patient JOIN practice USING (practice) WHERE in_scope'), 'people on lists at last', 0)
    page.unfold()
    closed = [row for row in page.table('lists_practices')[1] if row[0] == 'P081']
    ok(len(closed) == 1 and 'closed' in closed[0][1] and number(closed[0][2]) > 0 and number(closed[0][3]) == 0, 'the practice that closed is there, and its list is empty at last', closed)
    page.open(f'{server.address}/?data=region&patient=2147483647#patient')
    ok('no visits here in this period' in (page.shown('#patient_timeline .nothing') or ''), 'a patient who is not there says so', page.shown('#patient_timeline .nothing'))
    strangers.ask_of_region(page, server)

    # keyboard only
    page.open(f'{server.address}/?data=region')
    order = []
    for _ in range(24):
        ActionChains(page.driver).send_keys(Keys.TAB).perform()
        order.append(page.js('var e = document.activeElement; return e.dataset.panel || e.id || e.className || e.tagName'))
    equal([order[0]] + order[2:16] + order[16:17], ['skip', *REGION, 'borough'], 'the keyboard reaches the panels and the filters')
    ok(any('map' in stop for stop in order[17:]), 'and the map', order)
    page.js("document.querySelector('nav a[data-panel=attendance]').focus()")
    ActionChains(page.driver).send_keys(Keys.ENTER).perform()
    page.idle()
    equal(page.shown('section h2'), 'Who attends most?', 'and opens a panel')
    page.driver.back()
    page.idle()
    equal(page.shown('section h2'), 'Where is it high, and where low?', 'back leads back')


def phone(page, server):
    page.size(375, 800)
    for panel, data in [(panel, 'london') for panel in CITY] + [(panel, 'region') for panel in REGION[len(CITY):]]:
        page.open(f'{server.address}/?data={data}#{panel}')
        page.screenshot(f'phone-{panel}')
        page.unfold()
        nothing_cut(page, f'{panel} on a phone', 375)


# ---- published files: no map, no appointments -----------------------------------------

def published():
    folder = tempfile.mkdtemp()
    for name, text in {
            'practice': 'practice,name,pcn,pcn_name\nP1,Mill,N1,North\nP2,Quay,N1,North\n',
            'registered': 'practice,lsoa,patients\nP1,E1,6000\nP1,E2,3000\nP2,E2,4500\nP2,E3,7000\n',
            'resident': 'lsoa,mid2020\nE1,5800\nE2,7900\nE3,6700\n',
            'lsoa_lookup': 'lsoa,borough,borough_name\nE1,B1,Upper\nE2,B1,Upper\nE3,B2,Lower\n'}.items():
        with open(f'{folder}/{name}.csv', 'w') as file:
            file.write(text)
    server = Dashboard(TOP, folder)
    ok(server.address is not None, 'published files: it prints its address', server.said())
    page = Page(SCREENSHOTS)
    try:
        page.open(server.address)
        equal(page.js("return Array.from(document.querySelectorAll('nav a')).map(function (a) { return a.dataset.panel; })"), ['who', 'scale'], 'published files: no panel without data')
        figures_agree(page, server, 'published', 'published files')
        near(page.keys('who_totals')['Registered here'], '20500', 'published files: registered people', 0)
        ok(folder not in page.js('return document.body.innerHTML'), 'published files: the page does not say where they lie')
        page.panel('scale')
        figures_agree(page, server, 'published', 'published files')
        equal(page.complaints(), [], 'published files: no word in the console of the browser')
    except Exception:
        ok(False, 'published files: the browser came to the end of the test', traceback.format_exc(), server.said())
    finally:
        page.quit()
        shutil.rmtree(folder)
    server.process.terminate()          # as kill does: to the script alone
    try:
        status = server.process.wait(60)
    except subprocess.TimeoutExpired:
        status = 'still running'
        os.killpg(server.process.pid, signal.SIGKILL)
    equal(status, 143, 'published files: kill ends it')
    gone(server, 'after kill')


# ---- the pictures of README.md and doc/ ------------------------------------------------

def pictures():
    server = Dashboard(TOP, '--sample')
    ok(server.address is not None, 'demo/dashboard prints its address', server.said())
    page = Page(SCREENSHOTS)
    try:
        lewisham = server.value('london', "SELECT place FROM borough WHERE name = 'Lewisham'")
        page.size(1100, 900)
        for name, where, height, start in (('dashboard', f'?borough={lewisham}#localities', 1240, None), ('dashboard-map', '#map', 1000, None),
                                           ('dashboard-frontier', f'?borough={lewisham}#localities', 1560, 'frontier_answer')):
            page.open(f'{server.address}/{where}')
            page.screenshot(name, 'webp', height, start)
            size = os.path.getsize(f'{SCREENSHOTS}/{name}.webp')
            ok(size <= 150000, f'{name}: the picture is small', size)
    finally:
        page.quit()
        server.end()


os.makedirs(SCREENSHOTS, exist_ok=True)
for part in (city, published, pictures):
    if part.__name__ in (PARTS or ('city', 'published')):
        part()
done()
