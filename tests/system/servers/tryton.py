"""Tryton 6.0, the ERP."""
import json
import subprocess
import urllib.request
from pathlib import Path

from . import tryton_books, tryton_setup
from .clients import TrytonClient
from .process import ServerFailed, dies_with_us
from .server import Server

MODULES = ('party', 'party_relationship', 'country', 'currency', 'company', 'account', 'account_invoice',
           'account_credit_limit', 'account_dunning', 'sale', 'sale_credit_limit', 'sale_price_list')
LOGINS = {'integration': 'sync', 'person': 'egon', 'admin': 'admin'}


def recipe() -> list:
    version = subprocess.run(['dpkg-query', '-W', '-f', '${Version}', 'tryton-server'], capture_output=True, text=True)
    return [version.stdout, *MODULES, *(Path(each.__file__).read_text() for each in (tryton_setup, tryton_books))]


class Tryton(Server):
    name, role, database = 'Tryton', 'tryton', 'erp'

    def login(self, who='integration') -> str:
        return LOGINS[who]

    def password(self, who='integration') -> str:
        return self.facts['passwords'][who]

    def client(self, who='person', database=None, on_exchange=None) -> TrytonClient:
        return TrytonClient(self.port, database or self.database, self.login(who), self.password(who), on_exchange)

    def install(self) -> dict:
        """Makes the template database; answers the facts that a later start of it needs."""
        self._postgres.create_role(self.role)
        self._postgres.create_database(self.template_database, self.role)
        admin_password = tryton_setup.new_password()
        self._install_modules(admin_password)
        self.start()
        facts = tryton_setup.set_up(TrytonClient(self.port, self.template_database, LOGINS['admin'], admin_password))
        self.stop()
        facts['passwords']['admin'] = admin_password
        return facts

    def _install_modules(self, admin_password):
        self._configure()
        password_file = self._folder / 'tryton.pass'
        password_file.write_text(admin_password)
        made = subprocess.run(
            ['/usr/bin/python3', '/usr/bin/trytond-admin', '-c', self._config, '-d', self.template_database, '-u', 'ir',
             *MODULES, '--activate-dependencies', '--email', 'admin@erp.example'],
            env=dict(self._environment, TRYTONPASSFILE=str(password_file)), cwd='/', stdin=subprocess.DEVNULL,
            capture_output=True, text=True, preexec_fn=dies_with_us())
        password_file.unlink()
        if made.returncode:
            raise ServerFailed(f'trytond-admin: {made.stderr[-3000:]}')

    @property
    def _config(self) -> Path:
        return self._folder / 'trytond.conf'

    @property
    def _command(self) -> list:
        return ['/usr/bin/python3', '/usr/bin/trytond', '-c', self._config]

    def _configure(self):
        # Tryton's own attempt limits would lock a test that tries wrong passwords out of its server.
        self._config.write_text(f'''[web]
listen = 127.0.0.1:{self.port}
[database]
uri = postgresql://{self.role}@/
path = {self._folder / 'files'}
[session]
max_attempt = 1000
max_attempt_ip_network = 100000
''')

    def _question(self):
        question = {'id': 0, 'method': 'common.server.version', 'params': []}
        return urllib.request.Request(self.url + '/', json.dumps(question).encode(), {'Content-Type': 'application/json'})
