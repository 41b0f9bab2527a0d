"""The test anything protocol, and figures as they are shown."""
import re
import sys

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
    plain = re.sub(r'[ ,%\xa0]', '', text)
    return float(plain) if re.fullmatch(r'-?\d+(\.\d+)?', plain) else text


def done():
    print(f'1..{count}')
    sys.exit(failed > 0)
