"""What a first comparison of both servers must find, worked out from their databases alone, without the engine."""
import collections

def _code(text) -> str:
    return ''.join(each for each in (text or '').upper() if each.isalnum())


def _mail(text) -> str:
    return (text or '').strip().lower()


def crm_companies(crm) -> dict:
    return {int(id): (_code(vat), _mail(email)) for id, vat, email in crm.sql(
        'select id, vat, email from res_partner where is_company')}


def erp_companies(erp) -> dict:
    """The oldest VAT id and e-mail of each, as people read a list from the top."""
    rows = erp.sql('''
        select p.id, (select code from party_identifier i where i.party = p.id and type = 'eu_vat' order by i.id limit 1),
               (select value from party_contact_mechanism m where m.party = p.id and type = 'email' order by m.id limit 1)
        from party_party p where not exists (select 1 from party_relation r join party_relation_type t on t.id = r.type
            where r.from_ = p.id and t.name = 'contact person of')''')
    return {int(id): (_code(vat), _mail(email)) for id, vat, email in rows}


def crm_people(crm) -> dict:
    return {int(id): _mail(email) for id, email in crm.sql(
        "select id, email from res_partner where not is_company and parent_id is not null and type = 'contact'")}


def erp_people(erp) -> dict:
    rows = erp.sql('''
        select p.id, (select value from party_contact_mechanism m where m.party = p.id and type = 'email' order by m.id limit 1)
        from party_party p where exists (select 1 from party_relation r join party_relation_type t on t.id = r.type
            where r.from_ = p.id and t.name = 'contact person of')''')
    return {int(id): _mail(email) for id, email in rows}


def groups_of(crm: dict, erp: dict) -> list:
    """Records that share a key, by whatever chain of keys: [(ids in the CRM, ids in the ERP)]. Keys are tuples."""
    holders, group_of = collections.defaultdict(set), {}
    for side, records in (('crm', crm), ('erp', erp)):
        for native, keys in records.items():
            group_of[side, native] = frozenset({(side, native)})
            for kind, key in enumerate(keys):
                if key:
                    holders[kind, key].add((side, native))
    for holding in holders.values():
        joined = frozenset().union(*(group_of[each] for each in holding))
        group_of.update((each, joined) for each in joined)
    return [tuple(sorted(native for of, native in group if of == side) for side in ('crm', 'erp'))
            for group in set(group_of.values())]


def expected(crm, erp, seeding) -> dict:
    """What `audit` must say by entity, from what the databases hold and from who was seeded as one company."""
    people = groups_of({native: (mail,) for native, mail in crm_people(crm).items()},
                       {native: (mail,) for native, mail in erp_people(erp).items()})
    companies = groups_of(crm_companies(crm), erp_companies(erp))
    same = {known.crm[0]: known.erp[0] for known in seeding.in_both}
    singles_erp = {theirs[0] for ours, theirs in companies if not ours and len(theirs) == 1}
    alike = sum(1 for ours, theirs in companies if not theirs and same.get(ours[0]) in singles_erp)
    return {'customer': _counted(crm, erp, companies, alike), 'contact': _counted(crm, erp, people, 0)}


def _counted(crm, erp, groups, alike) -> dict:
    count = {'complete': True, 'linked': 0, 'alone': {'crm': -alike, 'erp': -alike}, 'ambiguous': 0, 'alike': 2 * alike,
             'duplicates': 0}
    for ours, theirs in groups:
        if not ours or not theirs:
            count['alone']['erp' if theirs else 'crm'] += len(ours) + len(theirs)
        elif _one_name(crm, 'res_partner', ours) and _one_name(erp, 'party_party', theirs):
            count['linked'] += 1
            count['duplicates'] += len(ours) + len(theirs) - 2
        else:
            count['ambiguous'] += 1
    return count


def _one_name(office, table, ids) -> bool:
    listed = ', '.join(map(str, ids))
    return office.sql(f'select count(distinct name) from {table} where id in ({listed})') == [('1',)]


def compare(reported: dict, wanted: dict):
    assert reported == wanted, f'the report says {reported}, the databases hold {wanted}'
    for entity, count in wanted.items():
        alone = ', '.join(f'{number} only in {slot}' for slot, number in count['alone'].items())
        print(f'ok  {entity}s are compared as the databases hold them: {count["linked"]} in both, {alone}, '
              f'{count["ambiguous"]} ambiguous, {count["alike"]} only alike, {count["duplicates"]} entered twice', flush=True)


def clear_pairs(crm, erp, seeding) -> list:
    """The seeded companies of which each system has exactly one record, by the same key."""
    pairs = {(ours[0], theirs[0]) for ours, theirs in groups_of(crm_companies(crm), erp_companies(erp))
             if len(ours) == len(theirs) == 1}
    return [known for known in seeding.in_both if (known.crm[0], known.erp[0]) in pairs]
