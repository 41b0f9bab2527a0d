"""A browser with the dashboard in it."""
import base64
import os
import shutil
import tempfile
import time

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from server import PATIENCE


class Page:
    def __init__(self, screenshots):
        self.screenshots = screenshots
        options = Options()
        for argument in ('--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage',
                         '--disable-background-networking', '--disable-component-update', '--disable-sync', '--disable-extensions'):
            options.add_argument(argument)
        self.profile = tempfile.mkdtemp()
        self.downloads = os.path.join(self.profile, 'downloads')
        os.mkdir(self.downloads)
        options.add_argument('--user-data-dir=' + self.profile)
        options.binary_location = shutil.which('chromium')
        options.set_capability('goog:loggingPrefs', {'browser': 'ALL'})
        self.driver = webdriver.Chrome(service=Service(shutil.which('chromedriver')), options=options)
        self.driver.set_page_load_timeout(PATIENCE)
        self.driver.set_script_timeout(PATIENCE)
        self.cdp('Browser.setDownloadBehavior', {'behavior': 'allow', 'downloadPath': self.downloads})
        self.size(1280, 900)

    def cdp(self, command, arguments):
        return self.driver.execute_cdp_cmd(command, arguments)

    def size(self, width, height):
        self.cdp('Emulation.setDeviceMetricsOverride', {'width': width, 'height': height, 'deviceScaleFactor': 1, 'mobile': width < 500})

    def dark(self, dark):
        self.cdp('Emulation.setEmulatedMedia', {'features': [{'name': 'prefers-color-scheme', 'value': 'dark' if dark else 'light'}]})

    def js(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def until(self, condition, *arguments):
        """Wait for a condition in the page's words; what it came to."""
        end = time.time() + PATIENCE
        while time.time() < end:
            if worth := self.js('return ' + condition, *arguments):
                return worth
            time.sleep(0.05)
        raise TimeoutError(condition)

    def open(self, address):
        self.driver.get('about:blank')
        self.driver.get(address)
        self.idle()

    def idle(self):
        """Until Shiny has answered all that is in sight, charts and maps are drawn, and it stays so."""
        end = time.time() + PATIENCE
        quiet = 0
        while quiet < 3 and time.time() < end:
            busy = self.js('''
                if (!window.Shiny || !window.jQuery || !Shiny.shinyapp || !Shiny.shinyapp.isConnected()) return true;
                if ($('#shiny-disconnected-overlay').length) return false;
                return $('html').hasClass('shiny-busy') || $('.recalculating:visible').length > 0 ||
                    $('figure:visible').filter(function () { return !this.answer || this.answer.pending; }).length > 0 ||
                    $('.keys-output:visible').filter(function () { return !this.textContent; }).length > 0''')
            quiet = 0 if busy else quiet + 1
            time.sleep(0.1)
        self.driver.execute_async_script('''var done = arguments[arguments.length - 1];
            Promise.all($('figure:visible').toArray().map(function (figure) { return figure.drawing; })).then(function () { done(true); })''')

    def panel(self, panel):
        self.driver.find_element(By.CSS_SELECTOR, f'nav a[data-panel={panel}]').click()
        self.idle()

    def choose(self, select, value):
        Select(self.driver.find_element(By.ID, select)).select_by_value(value)
        self.idle()

    def write(self, control, text):
        box = self.driver.find_element(By.ID, control)
        box.clear()
        box.send_keys(text)
        self.js("arguments[0].dispatchEvent(new Event('change', { bubbles: true }))", box)
        # Shiny listens to typing, and waits for its end
        time.sleep(0.4)
        self.idle()

    def answer(self, which):
        return self.js("return document.getElementById(arguments[0]).textContent.replace(/\\u00a0/g, ' ')", which)

    def figures(self):
        return [f.get_attribute('id') for f in self.driver.find_elements(By.CSS_SELECTOR, 'figure') if f.is_displayed()]

    def keys(self, which):
        return dict(self.js('''return Array.from(document.querySelectorAll('#' + arguments[0] + ' dl > div')).map(function (one) {
            return [one.querySelector('dt').textContent.replace(/\\u00a0/g, ' '), one.querySelector('dd').textContent]; })''', which))

    def shown(self, selector):
        found = [e for e in self.driver.find_elements(By.CSS_SELECTOR, selector) if e.is_displayed()]
        return found[0].text if found else None

    def unfold(self):
        """Open everything that can be opened in the panel."""
        self.js("$('details:visible').each(function () { this.open = true; })")
        self.idle()

    def table(self, figure):
        """Heading and rows of the figures under a chart, as they are shown."""
        return self.js('''
            var cells = function (row) { return Array.from(row.cells).map(function (c) { return c.textContent.trim(); }); };
            var rows = Array.from(document.querySelectorAll('#' + arguments[0] + ' .figures table tr')).map(cells);
            return [rows[0] || [], rows.slice(1)];''', figure)

    def query(self, which):
        """The SQL that is shown, without the definitions of what it reads and what else the chart asked."""
        return self.js("return document.querySelector('#' + arguments[0] + ' .sql pre').textContent", which).split('\n\n-- which reads')[0].split(';\n\n')[0] + ';'

    def take(self, figure, kind):
        """What a button gives."""
        before = set(os.listdir(self.downloads))
        self.js("document.querySelector('#' + arguments[0] + ' [data-take=' + arguments[1] + ']').click()", figure, kind)
        end = time.time() + PATIENCE
        while time.time() < end:
            new = [name for name in set(os.listdir(self.downloads)) - before if name.endswith('.' + kind)]
            if new:
                path = os.path.join(self.downloads, new[0])
                size = -1
                while size != os.path.getsize(path):
                    size = os.path.getsize(path)
                    time.sleep(0.1)
                with open(path, 'rb') as file:
                    return file.read()
            time.sleep(0.05)
        raise TimeoutError(f'{figure}: no {kind}')

    def pdf(self):
        return base64.b64decode(self.cdp('Page.printToPDF', {'preferCSSPageSize': True, 'printBackground': True})['data'])

    def screenshot(self, name, kind='png', height=None, top=None):
        """Of the whole page, or of so much of it, from the top or from an element."""
        self.js('window.scrollTo(0, 0)')
        width, whole, y = self.js('''var element = document.getElementById(arguments[0]);
            return [document.documentElement.clientWidth, document.documentElement.scrollHeight, element ? element.getBoundingClientRect().top : 0]''', top)
        height = min(height or whole, 6000)
        shot = self.cdp('Page.captureScreenshot', {
            'format': kind, 'captureBeyondViewport': True, 'clip': {'x': 0, 'y': y, 'width': width, 'height': height, 'scale': 1}})
        with open(f'{self.screenshots}/{name}.{kind}', 'wb') as file:
            file.write(base64.b64decode(shot['data']))

    def complaints(self):
        return [entry['message'] for entry in self.driver.get_log('browser') if entry['level'] in ('SEVERE', 'WARNING')]

    def quit(self):
        self.driver.quit()
        shutil.rmtree(self.profile, ignore_errors=True)
