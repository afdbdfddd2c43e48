"""Installed databases are made once, kept in the cache, and unpacked for every run."""
import concurrent.futures
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from . import odoo, postgres, tryton
from .places import RunFolder, cache_dir, give_to_database_user

KEPT = 3


def unpack_template(folder: Path) -> dict:
    """Puts PostgreSQL's data and Odoo's filestore into folder; answers what the installation found out."""
    template = _template()
    subprocess.run(['tar', '-x', '--no-same-owner', '-C', folder, '-f', template / 'data.tar'], check=True)
    give_to_database_user(folder / 'data')
    return json.loads((template / 'facts.json').read_text())


def _template() -> Path:
    cache = cache_dir() / 'servers'
    cache.mkdir(parents=True, exist_ok=True)
    template = cache / _recipe_hash()
    # Two runs that start together must not both spend the minutes.
    with open(cache / 'lock', 'w') as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (template / 'facts.json').exists():
            _build(template)
    os.utime(template)
    _forget_oldest(cache, template)
    return template


def _recipe_hash() -> str:
    parts = odoo.recipe() + tryton.recipe() + sorted(postgres.SETTINGS.items())
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _build(template: Path):
    begun = time.monotonic()
    print('servers: installing the databases of Odoo and Tryton, once; this takes minutes', file=sys.stderr, flush=True)
    run = RunFolder()
    database = postgres.Postgres(run.path)
    try:
        database.initdb()
        database.start()
        crm, erp = odoo.Odoo(run.path, database), tryton.Tryton(run.path, database)
        facts = _installed(crm, erp)
        for server in (crm, erp):
            server.fresh_database()
        database.sql('postgres', 'CHECKPOINT')
        database.stop()
        _pack(run.path, template, facts)
    finally:
        database.kill()
        run.remove()
    print(f'servers: installed in {time.monotonic() - begun:.0f} s', file=sys.stderr, flush=True)


def _installed(crm, erp) -> dict:
    """Both at once; Tryton here, since its server has to be started from the main thread."""
    with concurrent.futures.ThreadPoolExecutor(1) as beside:
        installing = beside.submit(crm.install)
        facts = {'tryton': erp.install()}
        return {**facts, 'odoo': installing.result()}


def _pack(folder: Path, template: Path, facts: dict):
    making = template.with_suffix('.making')
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(mode=0o700)
    subprocess.run(['tar', '-c', '-C', folder, '-f', making / 'data.tar', 'data', 'odoo-data/filestore'], check=True)
    (making / 'facts.json').write_text(json.dumps(facts))
    shutil.rmtree(template, ignore_errors=True)
    making.rename(template)


def _forget_oldest(cache: Path, used: Path):
    templates = sorted((path for path in cache.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for old in templates[:-KEPT]:
        if old != used:
            shutil.rmtree(old, ignore_errors=True)
