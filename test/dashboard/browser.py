#!/usr/bin/python3
"""Drive demo/dashboard with Chromium: what the page shows must be what SQL says.

browser.py TOP SCREENSHOTS [region] [published] [pictures]
"""
import base64
import csv
import io
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import Select

TOP, SCREENSHOTS, *PARTS = sys.argv[1:]
PATIENCE = 600          # seconds: nothing here is about speed
PANELS = ('who', 'scale', 'localities', 'continuity', 'attendance', 'patient')


# ---- TAP -----------------------------------------------------------------------

count = 0
failed = 0


def ok(good, what, *details):
    global count, failed
    count += 1
    failed += not good
    print(f'{"ok" if good else "not ok"} {count} - {what}', flush=True)
    if not good:
        for detail in details:
            for line in str(detail).splitlines():
                print('#   ' + line, flush=True)


def equal(have, want, what):
    ok(have == want, what, f'have: {have!r}', f'want: {want!r}')


def near(have, want, what, places=3):
    """A figure as shown against a number from SQL, to the places that are shown."""
    good = have is not None and want is not None and abs(number(have) - float(want)) <= 0.5000001 * 10 ** -places
    ok(good, what, f'have: {have!r}', f'want: {want!r}')


def number(text):
    """1,234 or 0.123 or 12.3 %; None for a dash; text that is no number as it is."""
    text = text.strip()
    if text == '\u2013':
        return None
    plain = re.sub(r'[ ,%]', '', text)
    return float(plain) if re.fullmatch(r'-?\d+(\.\d+)?', plain) else text


# ---- the dashboard, as a user starts it ------------------------------------------

class Dashboard:
    def __init__(self, *arguments):
        # A session of its own, so that Ctrl-C reaches what a terminal's would and nothing else.
        self.output = tempfile.TemporaryFile('w+')
        self.process = subprocess.Popen([f'{TOP}/demo/dashboard', *arguments], stdout=self.output, stdin=subprocess.DEVNULL,
                                        start_new_session=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        self.address = self.database = None
        until = time.time() + PATIENCE
        while self.address is None and time.time() < until and self.process.poll() is None:
            time.sleep(0.5)
            said = self.said()
            if match := re.search(r'is at (http://127\.0\.0\.1:\d+)/? ', said):
                self.address = match[1]
                self.database = re.search(r'psql (postgresql://\S+)', said)[1]

    def said(self):
        return os.pread(self.output.fileno(), 100000, 0).decode()

    def sql(self, query):
        """Rows of text, None for NULL."""
        done = subprocess.run(['psql', '-XqAt', '--csv', '-v', 'ON_ERROR_STOP=1', '-P', 'null=\x01', self.database],
                              input='SET search_path = demo, dashboard, public; SET timezone = \'UTC\';\n' + query,
                              text=True, capture_output=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return [[None if cell == '\x01' else cell for cell in row] for row in csv.reader(io.StringIO(done.stdout))]

    def value(self, query):
        return self.sql(query)[0][0]

    def end(self):
        """As Ctrl-C does: to everything in the foreground."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGTERM)
            return None


# ---- the browser -------------------------------------------------------------------

class Page:
    def __init__(self):
        options = Options()
        for argument in ('--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage',
                         '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions'):
            options.add_argument(argument)
        self.profile = tempfile.mkdtemp()
        options.add_argument('--user-data-dir=' + self.profile)
        options.binary_location = shutil.which('chromium')
        options.set_capability('goog:loggingPrefs', {'browser': 'ALL'})
        self.driver = webdriver.Chrome(service=Service(shutil.which('chromedriver')), options=options)
        self.driver.set_page_load_timeout(PATIENCE)
        self.driver.set_script_timeout(PATIENCE)
        self.size(1280, 900)

    def size(self, width, height):
        self.driver.execute_cdp_cmd('Emulation.setDeviceMetricsOverride',
                                    {'width': width, 'height': height, 'deviceScaleFactor': 1, 'mobile': width < 500})

    def js(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def open(self, address):
        self.driver.get('about:blank')
        self.driver.get(address)
        self.idle()

    def idle(self):
        """Until Shiny has answered, and stays quiet."""
        until = time.time() + PATIENCE
        quiet = 0
        while quiet < 3 and time.time() < until:
            busy = self.js('''
                if (!window.Shiny || !window.jQuery || !Shiny.shinyapp || !Shiny.shinyapp.isConnected()) return true;
                if ($('#shiny-disconnected-overlay').length) return false;
                return $('html').hasClass('shiny-busy') || $('.recalculating:visible').length > 0 ||
                    $('.shiny-plot-output:visible:empty').length > 0 || $('.keys .shiny-html-output:visible:empty').length > 0''')
            quiet = 0 if busy else quiet + 1
            time.sleep(0.15)

    def panel(self, panel):
        self.driver.find_element(By.CSS_SELECTOR, f'nav a[data-panel={panel}]').click()
        self.idle()

    def choose(self, select, value):
        Select(self.driver.find_element(By.ID, select)).select_by_value(value)
        self.idle()

    def keys(self, which):
        return {self.text(row, 'dt'): self.text(row, 'dd') for row in self.driver.find_elements(By.CSS_SELECTOR, f'#{which} dl > div')}

    def text(self, element, selector):
        return element.find_element(By.CSS_SELECTOR, selector).get_attribute('textContent').replace('\xa0', ' ').strip()

    def shown(self, selector):
        found = [e for e in self.driver.find_elements(By.CSS_SELECTOR, selector) if e.is_displayed()]
        return found[0].text if found else None

    def unfold(self):
        """Open everything that can be opened in the panel, by clicks."""
        for summary in self.driver.find_elements(By.CSS_SELECTOR, 'details:not([open]) > summary'):
            if summary.is_displayed():
                self.js('arguments[0].scrollIntoView({block: "center"})', summary)
                summary.click()
        self.idle()

    def table(self, figure):
        """Heading and rows of the figures under a chart."""
        return self.js('''
            var cells = function (row) { return Array.from(row.cells).map(function (c) { return c.textContent.trim(); }); };
            var rows = Array.from(document.querySelectorAll('#' + arguments[0] + ' .figures table tr')).map(cells);
            return [rows[0] || [], rows.slice(1)];''', figure)

    def query(self, which):
        """The SQL that is shown, without the definitions of what it reads."""
        return self.js("return document.querySelector('#' + arguments[0] + ' .sql pre').textContent", which).split('\n\n-- which reads')[0]

    def screenshot(self, name, kind='png', height=None):
        """Of the whole page, or of so much of it."""
        self.js('window.scrollTo(0, 0)')
        width, whole = self.js('return [document.documentElement.clientWidth, document.documentElement.scrollHeight]')
        height = height or whole
        shot = self.driver.execute_cdp_cmd('Page.captureScreenshot', {
            'format': kind, 'captureBeyondViewport': True, 'clip': {'x': 0, 'y': 0, 'width': width, 'height': height, 'scale': 1}})
        with open(f'{SCREENSHOTS}/{name}.{kind}', 'wb') as file:
            file.write(base64.b64decode(shot['data']))

    def complaints(self):
        return [entry['message'] for entry in self.driver.get_log('browser') if entry['level'] in ('SEVERE', 'WARNING')]

    def quit(self):
        self.driver.quit()
        shutil.rmtree(self.profile, ignore_errors=True)


# ---- what is asked of every figure --------------------------------------------------

def figures_agree(page, server, state):
    """Each chart in view has words for who cannot see it, and shows what the SQL under it says."""
    page.unfold()
    figures = [f.get_attribute('id') for f in page.driver.find_elements(By.CSS_SELECTOR, 'figure') if f.is_displayed()]
    ok(len(figures) > 0, f'{state}: there are figures')
    for figure in figures:
        width, alt = page.js('''var i = document.querySelector('#' + arguments[0] + ' .chart img');
            return i ? [i.naturalWidth, i.alt] : [0, '']''', figure)
        ok(width > 200 and len(alt) > 40 and 'NA' not in alt, f'{state}: {figure} is drawn and described', width, alt)
        heading, rows = page.table(figure)
        answer = server.sql(page.query(figure).split(';\n\n')[0] + ';')
        if figure == 'localities_map':      # its table has each area once, the query each line between two
            answer = [list(row) for row in dict.fromkeys((row[0], row[1], row[2]) for row in answer)]
        different = [(have, want) for have, want in zip(rows, answer) if not same(have, want)]
        ok(len(rows) == len(answer) > 0 and not different, f'{state}: {figure} shows the answer of its SQL', len(rows), len(answer), different[:3])
    for which in [k.get_attribute('id') for k in page.driver.find_elements(By.CSS_SELECTOR, '.keys') if k.is_displayed()]:
        have, answer = list(page.keys(which).values()), server.sql(page.query(which) + ';')
        ok(len(answer) == 1 and same(have, answer[0]), f'{state}: {which} shows the answer of its SQL', have, answer)


def same(have, want):
    """A row as shown against a row of psql."""
    return len(have) == len(want) and all(same_figure(h, w) for h, w in zip(have, want))


def same_figure(have, want):
    shown = number(have)
    if want is None or shown is None:
        return want is None and shown is None
    if isinstance(shown, float):
        places = len(have.split('.')[1].rstrip(' %')) if '.' in have else 0
        scale = 100 if have.endswith('%') else 1
        return abs(shown - scale * float(want)) <= 0.5000001 * 10 ** -places
    if re.match(r'\d{4}-\d\d-\d\d', want):      # dates are for people: the year must be there
        return want[:4] in have
    return have == {'t': 'yes', 'f': 'no'}.get(want, want)


# ---- the made-up region --------------------------------------------------------------

def region():
    server = Dashboard('--sample')
    ok(server.address is not None, 'demo/dashboard prints its address', server.said())
    port = int(server.address.rsplit(':', 1)[1])
    listening = [line.split()[1] for line in open('/proc/net/tcp').readlines()[1:] if line.split()[3] == '0A']
    equal([a.split(':')[0] for a in listening if int(a.split(':')[1], 16) == port], ['0100007F'], 'only this machine can reach it')
    page = Page()
    try:
        look(page, server)
        page.size(375, 800)
        phone(page, server)
        equal(page.complaints(), [], 'no word in the console of the browser')
    except Exception:
        ok(False, 'the browser came to the end of the test', traceback.format_exc(), server.said())
    finally:
        page.quit()
    status = server.end()
    ok(status in (0, 130), 'Ctrl-C ends it', status)
    gone(server, 'after Ctrl-C')


def gone(server, when):
    equal(os.listdir(tempfile.gettempdir()), [], f'{when} nothing is left behind')
    ports = [int(re.search(r':(\d+)', where.split('@')[-1].removeprefix('http:'))[1]) for where in (server.address, server.database)]
    still = [line for line in open('/proc/net/tcp').readlines()[1:] if line.split()[3] == '0A' and int(line.split()[1].split(':')[1], 16) in ports]
    equal(still, [], f'{when} neither the page nor its server is still there')


def look(page, server):
    page.open(server.address)
    equal(page.driver.title, 'placebase', 'the page has a title')
    equal(page.js('return document.documentElement.lang'), 'en', 'and a language')
    equal(page.shown('nav a[aria-current]'), 'Registered and resident', 'it opens with the first panel')
    unnamed = page.js('''return Array.from(document.querySelectorAll('select, input')).filter(function (e) {
        return !e.labels || !e.labels.length || !e.labels[0].textContent.trim(); }).map(function (e) { return e.id; })''')
    equal(unnamed, [], 'every filter has a label')

    # who are we responsible for
    figures_agree(page, server, 'all boroughs')
    keys = page.keys('who_totals')
    near(keys['Registered here'], server.value('SELECT sum(patients) FROM registered JOIN practice USING (practice) WHERE in_scope'), 'registered people', 0)
    near(keys['Resident here'], server.value('SELECT sum(people) FROM resident'), 'residents', 0)
    page.screenshot('desktop-who')
    page.choose('borough', 'B3')
    figures_agree(page, server, 'one borough')
    near(page.keys('who_totals')['Registered here'],
         server.value("SELECT sum(patients) FROM registered JOIN practice USING (practice) WHERE place = 'B3'"), 'registered people of one borough', 0)
    flows = {row[0]: row[1:] for row in page.table('who_flows')[1]}
    near(flows['Dunmere'][0], server.value("SELECT sum(patients) FROM registered JOIN practice USING (practice) JOIN area USING (area) "
                                           "WHERE practice.place = 'B3' AND area.place = 'B4'"), 'people who come in from the next borough', 0)
    near(flows['Dunmere'][1], server.value("SELECT sum(patients) FROM registered JOIN practice USING (practice) JOIN area USING (area) "
                                           "WHERE practice.place = 'B4' AND area.place = 'B3'"), 'people who go out to it', 0)
    page.screenshot('desktop-who-one-borough')
    page.choose('borough', 'ALL')

    # at what scale
    page.panel('scale')
    equal(page.shown('section h2'), 'At what scale?', 'a click opens another panel')
    ok(page.driver.current_url.endswith('#scale'), 'the address says which')
    figures_agree(page, server, 'all boroughs')
    near(page.keys('scale_totals')['Networks'], server.value('SELECT count(DISTINCT network) FROM practice WHERE in_scope'), 'networks', 0)
    page.screenshot('desktop-scale')

    # localities
    page.panel('localities')
    figures_agree(page, server, 'all boroughs')
    share = dict(server.sql('SELECT division, 100 * own_locality_share(place_flows(area, part, 1), lists) FROM part, map GROUP BY division, lists'))
    keys = page.keys('localities_totals')
    near(keys['F of the proposed localities'], share['Proposed localities'], 'F of the localities', 1)
    near(keys['F of today\'s networks'], share['Today\'s networks'], 'F of the networks', 1)
    ok(number(keys['F of the proposed localities']) > number(keys['F of today\'s networks']), 'localities follow the lists more than networks do')
    page.screenshot('desktop-localities')
    page.choose('borough', 'B1')
    figures_agree(page, server, 'one borough')
    page.choose('borough', 'ALL')

    # continuity
    page.panel('continuity')
    figures_agree(page, server, 'both years')
    near(page.keys('continuity_totals')['Continuity (COC)'], server.value('SELECT avg(coc) FROM patient_continuity'), 'continuity of everybody')
    months = dict((row[0], row[2]) for row in page.table('continuity_months')[1])
    for month, span in (('Dec 2023', '[2023-01-01, 2024-01-01)'), ('Jun 2024', '[2023-07-01, 2024-07-01)')):
        near(months[month], server.value(f"SELECT avg(bice_boxerman(during(care, '{span}'))) FROM patient_care"), f'twelve months to {month}')
    ages = dict((row[0], row[3]) for row in page.table('continuity_ages')[1])
    near(ages['62-82'], server.value("SELECT coc FROM age_continuity WHERE age_band = '62-82'"), 'continuity at 62 to 82')
    page.screenshot('desktop-continuity')
    page.choose('period', '2024')
    page.choose('borough', 'B2')
    figures_agree(page, server, 'one borough, one year')
    near(page.keys('continuity_totals')['Continuity (COC)'],
         server.value("SELECT avg(bice_boxerman(during(care, '[2024-01-01, 2025-01-01)'))) FROM patient_care JOIN practice USING (practice) WHERE place = 'B2'"),
         'continuity of one borough in one year')

    # attendance: the filters are those of the panel before
    page.panel('attendance')
    figures_agree(page, server, 'one borough, one year')
    profile = ("SELECT {} FROM (SELECT attendance_profile(n) AS p FROM (SELECT count(seen_at) AS n FROM patient JOIN practice USING (practice) "
               "LEFT JOIN (SELECT * FROM appointment WHERE status = 'attended' AND clinician IS NOT NULL AND seen_at >= '2024-01-01') AS a USING (patient) "
               "WHERE place = 'B2' GROUP BY patient) AS people) AS profile")
    keys = page.keys('attendance_totals')
    near(keys['People'], server.value(profile.format('people(p)')), 'people, with those who made no visit', 0)
    near(keys['Visits made by the top 3 %'], server.value(profile.format('100 * top_share(p, 0.03)')), 'visits of the top 3 %', 1)
    near(keys['Visits made by the top 5 %'], server.value(profile.format('100 * top_share(p, 0.05)')), 'visits of the top 5 %', 1)
    page.screenshot('desktop-attendance')

    # one patient
    page.panel('patient')
    page.choose('period', '2023 and 2024')
    choices = [o.get_attribute('value') for o in Select(page.driver.find_element(By.ID, 'patient_list')).options]
    equal(len(choices), 40, 'patients to choose from')
    page.choose('patient_list', choices[3])
    equal(page.driver.find_element(By.ID, 'patient').get_attribute('value'), choices[3], 'the number follows the choice')
    figures_agree(page, server, 'one patient')
    near(page.keys('patient_totals')['Visits'],
         server.value(f"SELECT count(*) FROM appointment WHERE patient = {choices[3]} AND status = 'attended' AND clinician IS NOT NULL"), 'visits of the patient', 0)
    page.screenshot('desktop-patient')
    silent = server.value("SELECT min(patient) FROM patient_care WHERE last_visit(care) < '2024-01-01' AND visits(care) > 1")
    page.choose('borough', 'ALL')
    equal(page.driver.find_element(By.ID, 'patient').get_attribute('value'),
          server.value('SELECT patient FROM patient_care WHERE care IS NOT NULL ORDER BY visits(care) DESC, patient LIMIT 1'), 'another borough, another patient')
    field = page.driver.find_element(By.ID, 'patient')
    field.clear()
    field.send_keys(silent, Keys.TAB)
    page.idle()
    near(page.keys('patient_totals')['Visits'], server.value(f'SELECT visits(care) FROM patient_care WHERE patient = {silent}'), 'a patient by number', 0)
    page.choose('period', '2024')
    ok('no visits here in this period' in (page.shown('#patient_timeline .chart') or ''), 'a year without a visit says so', page.shown('#patient_timeline .chart'))
    ok('no visits here in this period' in (page.shown('#patient_totals') or ''), 'above it too', page.shown('#patient_totals'))
    page.screenshot('desktop-patient-none')

    # keyboard only
    page.open(server.address)
    order = []
    for _ in range(12):
        ActionChains(page.driver).send_keys(Keys.TAB).perform()
        order.append(page.js('var e = document.activeElement; return e.dataset.panel || e.id || e.className || e.tagName'))
    equal(order[:8], ['skip', *PANELS, 'borough'], 'the keyboard reaches the panels and the filters')
    ok('SUMMARY' in order, 'and what is folded away', order)
    page.js("document.querySelector('nav a[data-panel=attendance]').focus()")
    ActionChains(page.driver).send_keys(Keys.ENTER).perform()
    page.idle()
    equal(page.shown('section h2'), 'Who attends most?', 'and opens a panel')
    page.driver.back()
    page.idle()
    equal(page.shown('section h2'), 'Who are we responsible for?', 'back leads back')


def phone(page, server):
    for panel in PANELS:
        page.open(f'{server.address}/#{panel}')
        page.screenshot(f'phone-{panel}')
        page.unfold()
        widest = page.js('return Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)')
        ok(widest <= 375, f'{panel} fits a phone, unfolded', widest)
        charts = page.js('''return Array.from(document.querySelectorAll('.chart img')).filter(function (i) { return i.offsetParent; })
            .map(function (i) { return i.clientWidth })''')
        ok(charts and all(300 < width <= 375 for width in charts), f'{panel}: charts are drawn for it', charts)


# ---- published files: no appointments, no map -----------------------------------------

def published():
    folder = tempfile.mkdtemp()
    for name, text in {
            'practice': 'practice,name,pcn,pcn_name\nP1,Mill,N1,North\nP2,Quay,N1,North\n',
            'registered': 'practice,lsoa,patients\nP1,E1,6000\nP1,E2,3000\nP2,E2,4500\nP2,E3,7000\n',
            'resident': 'lsoa,mid2020\nE1,5800\nE2,7900\nE3,6700\n',
            'lsoa_lookup': 'lsoa,borough,borough_name\nE1,B1,Upper\nE2,B1,Upper\nE3,B2,Lower\n'}.items():
        with open(f'{folder}/{name}.csv', 'w') as file:
            file.write(text)
    server = Dashboard(folder)
    ok(server.address is not None, 'published files: it prints its address', server.said())
    page = Page()
    try:
        page.open(server.address)
        figures_agree(page, server, 'published files')
        near(page.keys('who_totals')['Registered here'], '20500', 'published files: registered people', 0)
        for panel, chart, says in (('localities', 'localities_map', 'No map'), ('continuity', 'continuity_practices', 'No appointments'),
                                   ('continuity', 'continuity_months', 'No appointments'), ('attendance', 'attendance_lorenz', 'No appointments'),
                                   ('patient', 'patient_timeline', 'Choose a patient')):
            page.panel(panel)
            ok(says in (page.shown(f'#{chart} .chart') or ''), f'published files: {chart} says that there is nothing', page.shown(f'#{chart} .chart'))
        page.panel('scale')
        figures_agree(page, server, 'published files')
        page.panel('continuity')
        page.screenshot('desktop-published-continuity')
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


# ---- the picture of README.md ----------------------------------------------------------

def pictures():
    server = Dashboard('--sample')
    ok(server.address is not None, 'demo/dashboard prints its address', server.said())
    page = Page()
    try:
        page.size(1000, 900)
        page.open(f'{server.address}/#localities')
        page.screenshot('dashboard', 'webp', 985)
        size = os.path.getsize(f'{SCREENSHOTS}/dashboard.webp')
        ok(size <= 120000, 'the picture is small', size)
    finally:
        page.quit()
        server.end()


os.makedirs(SCREENSHOTS, exist_ok=True)
for part in (region, published, pictures):
    if part.__name__ in (PARTS or ('region', 'published')):
        part()
print(f'1..{count}')
sys.exit(failed > 0)
