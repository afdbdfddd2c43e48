"""A private PostgreSQL 15, reached through a unix socket in its own folder: no port, no password, no neighbour. With a
port it is also on loopback, where it wants passwords."""
import os
import signal
import subprocess
from pathlib import Path

from .places import database_user, give_to_database_user
from .process import ServerFailed, ServerProcess, dies_with_us

BIN = Path('/usr/lib/postgresql/15/bin')
SUPERUSER = 'postgres'
# Nothing here has to survive a power cut. Autovacuum is quick because installing makes thousands of catalogue rows, and a
# planner without their statistics makes it ten times slower.
SETTINGS = dict(listen_addresses='', fsync='off', synchronous_commit='off', full_page_writes='off', wal_level='minimal',
                max_wal_senders='0', max_wal_size='128MB', min_wal_size='32MB', shared_buffers='96MB', jit='off',
                max_connections='80', autovacuum_naptime='3s', timezone='UTC', log_timezone='UTC')
_FIELD, _RECORD, _NULL = '\x1f', '\x1e', '\\N'


class Postgres:
    def __init__(self, folder: Path, port: int = 0, settings: dict = {}):
        self.data = folder / 'data'
        self.socket = folder / 'socket'
        self._settings = dict(settings, listen_addresses='127.0.0.1', port=str(port)) if port else settings
        self.port = port or 5432
        self.socket.mkdir(mode=0o700, exist_ok=True)
        give_to_database_user(self.socket)
        self._process = ServerProcess('PostgreSQL', folder / 'postgres.log', stop_signal=signal.SIGINT,
                                      death_signal=signal.SIGQUIT)

    def initdb(self):
        self.data.mkdir(mode=0o700)
        give_to_database_user(self.data)
        user = database_user()
        owner = dict(user=user.pw_uid, group=user.pw_gid, extra_groups=[]) if user else {}
        made = subprocess.run([BIN / 'initdb', '-D', self.data, '-U', SUPERUSER, '--auth-local=trust', '--auth-host=scram-sha-256', '--no-sync', '-E', 'UTF8',
                               '--locale=C.UTF-8'], cwd='/', capture_output=True, text=True, preexec_fn=dies_with_us(), **owner)
        if made.returncode:
            raise ServerFailed(f'initdb: {made.stderr}')

    def start(self):
        settings = {**SETTINGS, **self._settings, 'unix_socket_directories': str(self.socket)}
        command = [BIN / 'postgres', '-D', self.data]
        for name, value in settings.items():
            command += ['-c', f'{name}={value}']
        self._process.spawn(command, user=database_user())
        self._process.wait_ready(self._answers)

    def stop(self):
        self._process.stop()

    def kill(self):
        """As a crash would, but for the shared memory that a SIGKILL would leave behind."""
        self._process.stop(signal.SIGQUIT)

    @property
    def environment(self) -> dict:
        return dict(os.environ, PGHOST=str(self.socket), PGPORT=str(self.port), PGCLIENTENCODING='UTF8')

    def sql(self, database: str, query: str) -> list:
        """Rows as tuples of strings, None for NULL."""
        done = subprocess.run(
            [BIN / 'psql', '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-F', _FIELD, '-R', _RECORD,
             '-P', f'null={_NULL}', '-U', SUPERUSER, '-d', database, '-f', '-'],
            input=query, env=self.environment, capture_output=True, text=True)
        if done.returncode:
            raise ServerFailed(f'{query}: {done.stderr.strip()}')
        rows = done.stdout.rstrip('\n').split(_RECORD) if done.stdout.strip('\n') else []
        return [tuple(None if value == _NULL else value for value in row.split(_FIELD)) for row in rows]

    def create_role(self, name: str):
        self.sql('postgres', f'CREATE ROLE "{name}" LOGIN CREATEDB')

    def create_database(self, name: str, owner: str, template='template0'):
        self.sql('postgres', f'CREATE DATABASE "{name}" OWNER "{owner}" TEMPLATE "{template}" STRATEGY file_copy')

    def drop_database(self, name: str):
        self.sql('postgres', f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _answers(self) -> bool:
        return subprocess.run([BIN / 'pg_isready', '-q', '-h', self.socket, '-p', str(self.port)], capture_output=True).returncode == 0
