"""Every write to a customer or contact, as the databases see it: also one that leaves everything as it was."""
import time

TABLES = {'crm': ('res_partner', 'ir_model_data'),
          'erp': ('party_party', 'party_address', 'party_contact_mechanism', 'party_identifier', 'party_relation')}
_LOG = '''
    create table written (n bigserial, transaction bigint default txid_current(), of text, operation text);
    create function note_write() returns trigger language plpgsql security definer as $$ begin
        insert into public.written (of, operation) values (tg_table_name, tg_op); return null; end $$;
'''


def watch(servers, watched=None):
    """From now on each row written to one of the tables is noted, in the same transaction."""
    for database, tables in (watched or TABLES).items():
        servers.sql(database, _LOG + ''.join(
            f'create trigger noted after insert or update or delete on {table} for each row execute function note_write();'
            for table in tables))


def writes(servers) -> dict:
    return {database: int(servers.sql(database, 'select coalesce(max(n), 0) from written')[0][0]) for database in TABLES}


def listed_since(servers, before: dict) -> dict:
    """(table, operation, how often) of what was written since."""
    return {database: servers.sql(database, f'''select of, operation, count(*) from written where n > {before[database]}
        group by 1, 2 order by 1, 2''') for database in TABLES}


def transactions_since(servers, before: dict) -> dict:
    """A server may write many rows over one call, in one transaction."""
    return {database: int(servers.sql(database, f'''
        select count(distinct transaction) from written where n > {before[database]}''')[0][0]) for database in TABLES}


def wait_for_rest(servers, calm: float, seconds: float = 60) -> dict:
    """Until nothing was written for `calm` seconds."""
    end, since, last = time.monotonic() + seconds, time.monotonic(), writes(servers)
    while time.monotonic() - since < calm:
        assert time.monotonic() < end, f'something is still written after {seconds} s'
        time.sleep(0.5)
        now = writes(servers)
        if now != last:
            last, since = now, time.monotonic()
    return last
