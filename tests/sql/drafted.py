"""A connector that the program begins from the tables themselves: it must do at once what every connector must."""
import json
import shutil
import subprocess

TABLES = """
    create table app."Odd Name" ("Nr" text primary key, id text, "select" integer[], version text, "no field" text, photo bytea,
      clock timestamp, sync_key text unique);
    create table app.pair (a integer, b integer, primary key (a, b));
    create view app.names as select name from app.contact;
    grant select, insert, update, delete on app."Odd Name", app.pair, app.names to syncline;
    insert into app."Odd Name" ("Nr", id) select '# ' || n, 'x' from generate_series(1, 40) n"""
WRITES = {'contact': {}, 'product': {'sku': 'T2', 'price': 1.25}, 'purchase': {'contact': '1'}, 'ticket': {},
          'purchase_line': {'purchase': '1', 'quantity': 1}, 'odd_name': {'Nr': 'T 1'}}


def draft(program, folder, postgres, environment):
    postgres.sql('sales', TABLES)
    project = folder / 'drafted'
    project.mkdir()
    (project / 'syncline.yaml').write_text(f"""project: drafted
systems:
  sales: {{connector: sales, user: syncline, password: "${{env:SALES_PASSWORD}}", networks: [127.0.0.0/8]}}
""")
    address = f'postgresql://127.0.0.1:{postgres.port}/sales'

    def run(*words):
        return subprocess.run([program, *words, '--project', project], env=environment, capture_output=True, text=True, timeout=120)

    def begin(*words):
        return run('connectors', 'new', 'sales', '--sql', address, '--user', 'syncline', '--password', *words)

    wrong = begin('no')
    assert wrong.returncode == 1 and '28P01' in wrong.stderr, wrong
    unknown = begin('${env:SALES_PASSWORD}', '--table', 'app.secret')
    assert 'there is no table "app.secret"' in unknown.stderr and 'app.product' in unknown.stderr, unknown
    some = begin('${env:SALES_PASSWORD}', '--table', 'product')
    assert some.stderr.startswith('Objects: 1; '), some
    shutil.rmtree(project / 'connectors')
    made = begin('${env:SALES_PASSWORD}')
    assert made.returncode == 0 and made.stderr.startswith('Objects: 7; '), made
    text = (project / 'connectors/sales/connector.yaml').read_text()
    for reason in ('app.pair: its key has several columns', 'app.names: a view has no key', '(bytea) cannot be a field'):
        assert reason in text, (reason, text)
    for thing, content in WRITES.items():
        said = run('connectors', 'test', 'sales', '--json', '--object', thing, '--write', '--with', json.dumps(content))
        assert said.stdout, said
        findings = json.loads(said.stdout)
        assert all(each['state'] == 'ok' for each in findings), (thing, findings)
        ends = ['known to be gone', 'reads as it was written', 'nothing else of it', 'was removed, and is known to be gone',
                ' records']
        ends += [] if thing in ('ticket', 'purchase_line') else ['is not made twice when it is sent again']
        for end in ends:
            assert any(each['says'].endswith(end) for each in findings), (thing, end, findings)
