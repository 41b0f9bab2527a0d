"""What is asked of every figure and of every panel."""
import csv
import io
import os
import re
import subprocess
import tempfile
import xml.etree.ElementTree
import zlib

from selenium.webdriver.common.by import By

from tap import equal, number, ok


def figures_agree(page, server, database, state):
    """Each figure in view is drawn, has words for who cannot see it, and shows what the SQL under it says."""
    page.unfold()
    figures = page.figures()
    ok(len(figures) > 0, f'{state}: there are figures')
    for figure in figures:
        what = page.js('''var figure = document.getElementById(arguments[0]), box = figure.querySelector('.chart'), maps = figure.querySelectorAll('.map'), a = figure.answer;
            return { title: a.title, alt: a.alt || '', empty: a.empty || '', chart: box ? box.querySelectorAll('.main-svg').length : -1, maps: maps.length,
                painted: Array.from(maps).map(function (map) { var c = map.querySelector('canvas'), copy = new OffscreenCanvas(c.width, c.height).getContext('2d'), n = 0, d;
                    copy.drawImage(c, 0, 0); d = copy.getImageData(0, 0, c.width, c.height).data;
                    for (var i = 3; i < d.length; i += 4) n += d[i] > 0; return n; }),
                names: a.columns.map(function (c) { return c.key; }), rows: a.columns.length ? a.columns[0].values.map(function (_, i) { return a.columns.map(function (c) { return c.values[i]; }); }) : [] };''', figure)
        answer = server.sql(database, page.query(figure))
        different = [(have, want) for have, want in zip(what['rows'], answer) if not all(map(same_value, have, want))]
        ok(len(what['rows']) == len(answer) and not different, f'{state}: {figure} has the answer of its SQL', len(what['rows']), len(answer), different[:3])
        if what['empty']:
            ok(not answer, f'{state}: {figure} says that there is nothing', what['empty'])
            continue
        ok(len(answer) > 0 and (what['chart'] > 0 or (what['maps'] > 0 and min(what['painted']) > 2000)) and len(what['alt']) > 40 and 'NA' not in what['alt'].split() and len(what['title']) > 12,
           f'{state}: {figure} is drawn, entitled and described', what['title'], what['alt'], what['chart'], what['painted'])
        shown = page.table(figure)[1]
        different = [(have, want) for have, want in zip(shown, answer) if not same(have, want)]
        ok(len(shown) == len(answer) and not different, f'{state}: {figure} shows its figures in a table', len(shown), len(answer), different[:3])
    for which in [k.get_attribute('id') for k in page.driver.find_elements(By.CSS_SELECTOR, '.keys') if k.is_displayed()]:
        have, answer = list(page.keys(which).values()), server.sql(database, page.query(which))
        ok(len(answer) == (1 if have else 0) and (not have or same(have, answer[0])), f'{state}: {which} shows the answer of its SQL', have, answer)


def same_value(have, want):
    """A value of the page against one of psql."""
    if have is None or want is None:
        return have is None and want is None
    if isinstance(have, bool):
        return want == ('t' if have else 'f')
    if isinstance(have, (int, float)):
        return abs(have - float(want)) <= 1e-9 * max(1, abs(float(want)))
    return have == want or (re.match(r'\d{4}-\d\d-\d\d', want) is not None and want.startswith(have))


def same(have, want):
    """A row as shown against a row of psql."""
    return len(have) == len(want) and all(same_figure(h, w) for h, w in zip(have, want))


def same_figure(have, want):
    shown = number(have)
    if want is None or shown is None:
        return want is None and shown is None
    if isinstance(shown, float):
        places = len(have.split('.')[1].rstrip('\xa0 %')) if '.' in have else 0
        scale = 100 if have.endswith('%') else 1
        return abs(shown - scale * float(want)) <= 0.5000001 * 10 ** -places
    if re.match(r'\d{4}-\d\d-\d\d', want):      # dates are for people: the year must be there
        return want[:4] in have
    return have == {'t': 'yes', 'f': 'no'}.get(want, want)


def nothing_cut(page, state, width):
    """The page is no wider than the window, and no word of a chart lies outside of it."""
    widest = page.js('return Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)')
    ok(widest <= width, f'{state}: fits {width} pixels', widest)
    cut = page.js('''var cut = [];
        $('.chart:visible').each(function () {
            var box = this.getBoundingClientRect();
            $(this).find('.main-svg text').each(function () {
                var text = this.getBoundingClientRect();
                if (text.width && (text.left < box.left - 2 || text.right > box.right + 2 || text.top < box.top - 2 || text.bottom > box.bottom + 2))
                    cut.push($(this).text());
            });
        });
        return cut''')
    equal(cut, [], f'{state}: no word of a chart is cut')


def accessible(page, state, axe):
    """axe-core finds nothing."""
    if not axe:
        return
    # of long tables a few rows: thousands of the same say no more
    page.js('''document.querySelectorAll('figure').forEach(function (figure) {
        var columns = figure.answer && figure.answer.columns, search = figure.querySelector('.search input');
        if (!columns || !columns.length || columns[0].values.length < 100 || !figure.querySelector('.figures').open) return;
        search.value = columns[0].values[0];
        search.dispatchEvent(new Event('input', { bubbles: true })); })''')
    page.js(axe)
    found = page.driver.execute_async_script('''var done = arguments[arguments.length - 1];
        axe.run(document, { resultTypes: ['violations'] }).then(function (r) {
            done(r.violations.map(function (v) { return v.id + ': ' + v.nodes.slice(0, 4).map(function (n) { return n.html.slice(0, 160); }).join(' | '); })); });''')
    equal(found, [], f'{state}: axe-core finds nothing')


def downloads(page, server, database, figure):
    """The three files of a figure are opened and compared."""
    rows = list(csv.reader(io.StringIO(page.take(figure, 'csv').decode())))
    answer = server.sql(database, page.query(figure))
    good = len(rows) == len(answer) + 1 and all(same_cell(h, w) for row, want in zip(rows[1:], answer) for h, w in zip(row, want))
    ok(good, f'{figure}: the CSV has the answer of the SQL', rows[:2], answer[:1], len(rows), len(answer))
    title = page.js('return document.getElementById(arguments[0]).answer.title', figure)
    png = page.take(figure, 'png')
    width, height = int.from_bytes(png[16:20], 'big'), int.from_bytes(png[20:24], 'big')
    ok(png[:8] == b'\x89PNG\r\n\x1a\n' and width == 1920 and height > 300 and colours(png) > 3, f'{figure}: the PNG is a picture', width, height)
    svg = page.take(figure, 'svg')
    text = ''.join(xml.etree.ElementTree.fromstring(svg).itertext())
    squeezed = re.sub(r'\s', '', text)
    ok(re.sub(r'\s', '', title) in squeezed, f'{figure}: the SVG is entitled', title, text[:300])


def same_cell(have, want):
    if want is None:
        return have == ''
    value = {'true': True, 'false': False}.get(have)
    if value is None:
        try:
            value = float(have)
        except ValueError:
            value = have
    return same_value(value, want) or have == want


def colours(png):
    """How many different bytes the picture has when it is unpacked: a blank one has next to none."""
    data, at = b'', 8
    while at < len(png):
        length, kind = int.from_bytes(png[at:at + 4], 'big'), png[at + 4:at + 8]
        if kind == b'IDAT':
            data += png[at + 8:at + 8 + length]
        at += 12 + length
    return len(set(zlib.decompress(data)))


def printed(page, state, *says):
    """The PDF can be read."""
    with tempfile.NamedTemporaryFile(suffix='.pdf') as file:
        file.write(page.pdf())
        file.flush()
        text = subprocess.run(['pdftotext', '-layout', file.name, '-'], text=True, capture_output=True, check=True).stdout
    flat = re.sub(r'\s+', ' ', text)
    missing = [word for word in says if re.sub(r'\s+', ' ', word) not in flat]
    equal(missing, [], f'{state}: the PDF says what the page says')
    ok('CSV' not in flat and 'Find on the map' not in flat, f'{state}: the PDF has no controls')
    return text


def stays(page, state):
    """A link shows what its sender saw."""
    look = '''return [document.title, Array.from(document.querySelectorAll('figure h3')).filter(function (h) { return h.offsetParent; }).map(function (h) { return h.textContent; }),
        Array.from(document.querySelectorAll('[data-kept]')).filter(function (c) { return c.offsetParent; }).map(function (c) { return c.value; })]'''
    before, address = page.js(look), page.driver.current_url
    page.open(address)
    equal(page.js(look), before, f'{state}: the address shows it again')


def left_behind():
    return os.listdir(tempfile.gettempdir())
