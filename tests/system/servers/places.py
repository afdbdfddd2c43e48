"""Where the servers keep things: a cache that outlives runs, and one folder per run that must not."""
import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

RUN_PREFIX = 'syncline-servers-'
REPOSITORY = Path(__file__).resolve().parents[3]


class ServersUnavailable(Exception):
    """The machine has not what the servers need: tests that want them are skipped, never passed."""


def cache_dir() -> Path:
    return Path(os.environ.get('SYNCLINE_CACHE') or Path.home() / '.cache' / 'syncline')


def odoo_root() -> Path:
    return cache_dir() / 'odoo-19'


def check_installed():
    check = subprocess.run([REPOSITORY / 'script' / 'setup-servers', '--check'], capture_output=True, text=True)
    if check.returncode:
        raise ServersUnavailable(check.stderr.strip() or 'script/setup-servers --check failed')


def database_user():
    """PostgreSQL refuses to run as root, so root lends it the account that its package made; nobody else needs one."""
    return pwd.getpwnam('postgres') if os.geteuid() == 0 else None


def give_to_database_user(path: Path):
    user = database_user()
    if user:
        subprocess.run(['chown', '-R', f'{user.pw_uid}:{user.pw_gid}', path], check=True)


class RunFolder:
    """A folder that goes with its run. Its lock tells a later run whether the owner died without clearing up."""

    def __init__(self):
        self._sweep()
        # Not TMPDIR: the path of a unix socket may have 107 characters only.
        self.path = Path(tempfile.mkdtemp(prefix=RUN_PREFIX, dir='/tmp'))
        self.path.chmod(0o711)
        self._lock = open(self.path / 'lock', 'w')
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def remove(self):
        shutil.rmtree(self.path, ignore_errors=True)
        self._lock.close()

    @staticmethod
    def _sweep():
        for folder in Path('/tmp').glob(RUN_PREFIX + '*'):
            try:
                if time.time() - folder.stat().st_mtime < 60:
                    continue  # perhaps made this very moment and not locked yet
                with open(folder / 'lock') as lock:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(folder, ignore_errors=True)
            except OSError:
                continue  # in use, or somebody else's
