"""Tryton 6.0, the ERP."""
import json
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

from . import tryton_setup
from .clients import TrytonClient
from .postgres import Postgres
from .process import ServerFailed, ServerProcess, free_port

ROLE = 'tryton'
DATABASE = 'erp'
MODULES = ('party', 'party_relationship', 'country', 'currency', 'company', 'account', 'account_invoice',
           'account_credit_limit')
LOGINS = {'integration': 'sync', 'person': 'egon', 'admin': 'admin'}


def recipe() -> list:
    version = subprocess.run(['dpkg-query', '-W', '-f', '${Version}', 'tryton-server'], capture_output=True, text=True)
    return [version.stdout, *MODULES, Path(tryton_setup.__file__).read_text()]


class Tryton:
    def __init__(self, folder: Path, postgres: Postgres, facts: dict = None):
        self.port = free_port()
        self.facts = facts or {}
        self._postgres = postgres
        self._folder = folder
        self._config = folder / 'trytond.conf'
        self._process = ServerProcess('Tryton', folder / 'tryton.log')

    @property
    def url(self) -> str:
        return f'http://127.0.0.1:{self.port}'

    def login(self, who='integration') -> str:
        return LOGINS[who]

    def password(self, who='integration') -> str:
        return self.facts['passwords'][who]

    def client(self, who='person', database=DATABASE, on_exchange=None) -> TrytonClient:
        return TrytonClient(self.port, database, self.login(who), self.password(who), on_exchange)

    def install(self, database: str) -> dict:
        """Facts that a later start of this database needs. Starts and stops the server on the way."""
        self._postgres.create_role(ROLE)
        self._postgres.create_database(database, ROLE)
        admin_password = tryton_setup.new_password()
        password_file = self._folder / 'tryton.pass'
        password_file.write_text(admin_password)
        self._configure()
        made = subprocess.run(
            ['/usr/bin/python3', '/usr/bin/trytond-admin', '-c', self._config, '-d', database, '-u', 'ir', *MODULES,
             '--activate-dependencies', '--email', 'admin@erp.example'],
            env=dict(self._environment, TRYTONPASSFILE=str(password_file)), cwd='/', stdin=subprocess.DEVNULL,
            capture_output=True, text=True)
        password_file.unlink()
        if made.returncode:
            raise ServerFailed(f'trytond-admin: {made.stderr[-3000:]}')
        self.start()
        facts = tryton_setup.set_up(TrytonClient(self.port, database, 'admin', admin_password))
        self.stop()
        facts['passwords']['admin'] = admin_password
        return facts

    def fresh_database(self, name=DATABASE, template=None):
        """A database as it was after installation, served at once by the running server."""
        self._postgres.drop_database(name)
        self._postgres.create_database(name, ROLE, template or f'{DATABASE}_template')

    def spawn(self):
        self._configure()
        self._process.spawn(['/usr/bin/python3', '/usr/bin/trytond', '-c', self._config], env=self._environment)

    def wait_ready(self):
        self._process.wait_ready(self._serves)

    def start(self):
        self.spawn()
        self.wait_ready()

    def stop(self):
        self._process.stop()

    def kill(self):
        self._process.kill()

    def restart(self):
        self.stop()
        self.start()

    def pause(self):
        self._process.pause()

    def resume(self):
        self._process.resume()

    def log_tail(self, lines=30) -> str:
        return self._process.log_tail(lines)

    @property
    def _environment(self) -> dict:
        return self._postgres.environment

    def _configure(self):
        # The attempt limits would lock a test out of its own server; a test of throttling says so itself.
        self._config.write_text(f'''[web]
listen = 127.0.0.1:{self.port}
[database]
uri = postgresql://{ROLE}@/
[session]
max_attempt = 1000
max_attempt_ip_network = 100000
''')

    def _serves(self) -> bool:
        question = json.dumps({'id': 0, 'method': 'common.server.version', 'params': []}).encode()
        try:
            request = urllib.request.Request(self.url + '/', question, {'Content-Type': 'application/json'})
            with urllib.request.urlopen(request, timeout=10) as answer:
                return 'result' in json.load(answer)
        except (urllib.error.URLError, OSError):
            return False
