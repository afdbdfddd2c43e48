"""`syncline run` between two databases of the same application: what was there before, edits, deletions, kill -9."""
import random
import shutil
import signal
import subprocess
import time

from servers.process import ServerFailed, dies_with_us, free_port


class Story:
    def __init__(self, program, project, folder, postgres, environment):
        self._program, self._postgres = program, postgres
        self._project = folder / 'story'
        shutil.copytree(project, self._project)
        self._log = open(self._project / 'program.log', 'ab')
        with open(self._project / 'syncline.yaml', 'a') as file:
            file.write(f'server: {{port: {free_port()}}}\n')
        self._environment = environment
        self._process = None

    def sql(self, database, query):
        return self._postgres.sql(database, query)

    def start(self):
        self._process = subprocess.Popen([self._program, 'run', self._project], env=self._environment, stdout=self._log,
                                         stderr=self._log, preexec_fn=dies_with_us())

    def kill(self, with_signal=signal.SIGKILL):
        self._process.send_signal(with_signal)
        self._process.wait(30)

    def until(self, what, holds, seconds=60):
        end = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > end or self._process.poll() is not None:
                log = (self._project / 'program.log').read_text()[-3000:]
                raise ServerFailed(f'not within {seconds} s: {what}\n{log}\n{self.both()}')
            time.sleep(0.1)

    def both(self):
        contacts = "select name, email, city, active from app.contact order by name, id"
        return self.sql('sales', contacts), self.sql('branch', contacts)

    def equal(self):
        one, other = self.both()
        return one == other

    def play(self):
        # Rows that were there before the log began are told by the first load.
        for database in ('sales', 'branch'):
            self.sql(database, 'delete from app.contact; delete from app.change; alter table app.contact disable trigger note_change')
        self.sql('sales', "insert into app.contact (name, email) select 'old ' || n, 'o' || n || '@x.example' from generate_series(1, 30) n")
        self.sql('branch', "insert into app.contact (name, city) select 'old ' || n, 'Ulm' from generate_series(21, 40) n")
        for database in ('sales', 'branch'):
            self.sql(database, 'alter table app.contact enable trigger note_change')
        self.start()
        self.until('40 customers in both', lambda: self.equal() and len(self.both()[0]) == 40)

        self.sql('sales', "update app.contact set city = 'Bonn' where name = 'old 1'")
        self.sql('branch', "update app.contact set email = 'new@x.example' where name = 'old 2'")
        self.sql('branch', "insert into app.contact (name) values ('young')")
        self.until('edits both ways', lambda: self.equal() and len(self.both()[0]) == 41)
        assert self.sql('sales', "select email from app.contact where name = 'old 2'") == [('new@x.example',)]
        self.sql('sales', "delete from app.contact where name = 'old 3'")
        self.until('the other is deactivated', lambda: self.sql(
            'branch', "select active from app.contact where name = 'old 3'") == [('f',)])
        self.sql('branch', "delete from app.contact where name = 'old 3'")

        # Sessions and the program die at any moment, while both sides are edited.
        chance = random.Random(7)
        for turn in range(4):
            for database, field in (('sales', 'name'), ('branch', 'city')):
                self.sql(database, f"update app.contact set {field} = {field} || '.' || {turn} where id % 3 = {turn % 3}"
                         if field == 'name' else f"update app.contact set city = 'city {turn}' where id % 4 = {turn % 4}")
                self.sql(database, f"insert into app.contact (name) values ('{database} {turn}')")
            time.sleep(chance.uniform(0.2, 1.5))
            self.sql('postgres', "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'syncline'")
            time.sleep(chance.uniform(0, 0.5))
            self.kill()
            self.start()
        self.until('both are the same again', self.equal, 150)
        time.sleep(3)
        one, other = self.both()
        assert one == other and len(one) == 40 + 8, (len(one), len(other))
        names = [row[0] for row in one]
        assert len(set(names)) == len(names), 'a customer was made twice'
        self.kill(signal.SIGTERM)
        moves = self.sql('sales', 'select count(*) from app.change')
        self.start()
        time.sleep(3)
        assert self.sql('sales', 'select count(*) from app.change') == moves, 'nothing moved, and yet something was written'
        self.kill(signal.SIGTERM)
