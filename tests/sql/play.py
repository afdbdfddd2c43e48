"""play.py PROGRAM TEST: starts PostgreSQL with the application of project/, asks it by the program, runs TEST, then the story."""
import json
import os
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / 'system'))
from servers.places import RunFolder, give_to_database_user  # noqa: E402
from servers.postgres import Postgres  # noqa: E402
from servers.process import free_port  # noqa: E402
from drafted import draft  # noqa: E402
from story import Story  # noqa: E402

PROJECT = Path(__file__).resolve().parent / 'project'
PASSWORD = 'not & so : secret'


def certificate(folder: Path) -> dict:
    """For the name localhost, signed by nobody that this machine trusts."""
    subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost',
                    '-addext', 'subjectAltName=DNS:localhost', '-keyout', folder / 'key.pem', '-out', folder / 'ca.pem'],
                   check=True, capture_output=True)
    (folder / 'key.pem').chmod(0o600)
    give_to_database_user(folder / 'key.pem')
    return dict(ssl='on', ssl_cert_file=str(folder / 'ca.pem'), ssl_key_file=str(folder / 'key.pem'))


def asked(program, environment, *words):
    ran = subprocess.run([program, 'connectors', 'test', 'sales', '--project', PROJECT, '--json', *words],
                         env=environment, capture_output=True, text=True, timeout=120)
    assert ran.stdout, ran.stderr
    return json.loads(ran.stdout)


def main(program: str, test: str) -> int:
    folder = RunFolder()
    postgres = Postgres(folder.path, free_port(), certificate(folder.path))
    postgres.initdb()
    postgres.start()
    try:
        postgres.sql('postgres', f"create role syncline login password '{PASSWORD}'")
        for database in ('sales', 'branch'):
            postgres.sql('postgres', f'create database {database}')
            postgres.sql(database, (PROJECT / 'application.sql').read_text())
            postgres.sql(database, """
                grant usage on schema app to syncline;
                grant select, insert, update, delete on app.contact, app.product, app.ticket, app.purchase, app.purchase_line,
                  app.change to syncline;
                grant select on app.turnover to syncline""")
        postgres.sql('sales', """
            create table app.secret (like app.contact);
            insert into app.ticket (subject) select 'ticket ' || n from generate_series(1, 40) n;
            insert into app.product (sku, name, price) select 'A' || n, 'article ' || n, n / 8.0 from generate_series(1, 40) n;
            insert into app.contact (name, credit_limit) select 'contact ' || n, n / 10.0 from generate_series(1, 40) n;
            insert into app.purchase (number, contact) select 'P' || id, id from app.contact;
            insert into app.purchase_line (purchase, sku, quantity) select id, 'A' || n, n / 4.0 from app.purchase, generate_series(1, 3) n""")
        environment = dict(os.environ, SALES_PORT=str(postgres.port), SALES_PASSWORD=PASSWORD,
                           SALES_SOCKET=str(postgres.socket), SALES_CA=str(folder.path / 'ca.pem'))
        for thing, more in (('contact', ['--write']), ('product', ['--write', '--with', '{"sku": "T1", "price": 1.25}']),
                            ('purchase', ['--write', '--with', '{"contact": "1"}']), ('ticket', []),
                            ('turnover', [])):
            said = asked(program, environment, '--object', thing, *more)
            wrong = [each for each in said if each['state'] != 'ok']
            assert not wrong, wrong
            ends = ['known to be gone', 'came in 5 pages']
            ends += ['reads as it was written', 'nothing else of it', 'was removed, and is known to be gone'] if more else []
            for end in ends:
                assert any(each['says'].endswith(end) for each in said), (thing, end, said)
        draft(program, folder.path, postgres, environment)
        if code := subprocess.run([test], env=environment, timeout=240).returncode:
            return code
        Story(program, PROJECT, folder.path, postgres, environment).play()
        return 0
    finally:
        postgres.stop()
        folder.remove()


if __name__ == '__main__':
    sys.exit(main(*sys.argv[1:]))
