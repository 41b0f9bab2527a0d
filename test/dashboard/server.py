"""The dashboard, as a user starts it, and its databases."""
import csv
import io
import os
import re
import signal
import subprocess
import tempfile
import time

PATIENCE = 600          # seconds: nothing here is about speed


class Dashboard:
    def __init__(self, top, *arguments):
        self.top = top
        # A session of its own, so that Ctrl-C reaches what a terminal's would and nothing else.
        self.output = tempfile.TemporaryFile('w+')
        self.process = subprocess.Popen([f'{self.top}/demo/dashboard', *arguments], stdout=self.output, stdin=subprocess.DEVNULL,
                                        start_new_session=True, preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        self.address = None
        self.databases = {}
        until = time.time() + PATIENCE
        while self.address is None and time.time() < until and self.process.poll() is None:
            time.sleep(0.5)
            said = self.said()
            if match := re.search(r'is at (http://127\.0\.0\.1:\d+)/? ', said):
                self.address = match[1]
                self.databases = dict(re.findall(r'Its database (\w+), while it runs: psql (postgresql://\S+)', said))

    def said(self):
        return os.pread(self.output.fileno(), 100000, 0).decode()

    def sql(self, database, query):
        """Rows of text, None for NULL."""
        done = subprocess.run(['psql', '-XqAt', '--csv', '-v', 'ON_ERROR_STOP=1', '-P', 'null=\x01', self.databases[database]],
                              input=query, text=True, capture_output=True)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return [[None if cell == '\x01' else cell for cell in row] for row in csv.reader(io.StringIO(done.stdout))]

    def value(self, database, query):
        return self.sql(database, query)[0][0]

    def end(self):
        """As Ctrl-C does: to everything in the foreground."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
        try:
            return self.process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGTERM)
            return None
