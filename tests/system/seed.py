"""Puts the customers of seed_data into both servers, as the people who work there would have."""
import dataclasses
import json

import seed_data
import seed_products


@dataclasses.dataclass
class Known:
    """One company of the real world and the records it has in each system, in the order of seed_data."""
    label: str
    kind: str  # vat, email, name: by which both systems know it; ambiguous; only-crm; only-erp
    crm: list = dataclasses.field(default_factory=list)
    erp: list = dataclasses.field(default_factory=list)
    crm_people: dict = dataclasses.field(default_factory=dict)  # e-mail -> id
    erp_people: dict = dataclasses.field(default_factory=dict)


class Seeding:
    def __init__(self, known: dict):
        self.known = known

    def of_kind(self, *kinds) -> list:
        return [each for each in self.known.values() if each.kind in kinds]

    @property
    def in_both(self) -> list:
        return self.of_kind(*seed_data.SHARED)

    def to_json(self) -> str:
        return json.dumps([dataclasses.asdict(each) for each in self.known.values()], ensure_ascii=False, indent=1)


def seed(odoo=None, tryton=None) -> Seeding:
    """Through the clients given; a system without one stays empty."""
    crm, erp = seed_data.customers()
    known = {}
    if odoo:
        _into_odoo(odoo, crm, known)
    if tryton:
        _into_tryton(tryton, erp, known)
        seed_products.into_tryton(tryton)
    return Seeding(known)


def _known(known, customer) -> Known:
    return known.setdefault(customer.label, Known(customer.label, customer.kind))


def _into_odoo(odoo, customers, known):
    countries = {row['code']: row['id'] for row in odoo.call(
        'res.country', 'search_read', domain=[['code', 'in', list(seed_data.DIALLING)]], fields=['code'])}
    ids = odoo.call('res.partner', 'create', vals_list=[
        _odoo_company(customer, countries[customer.country]) for customer in customers])
    people = {}
    for row in odoo.call('res.partner', 'search_read', domain=[['parent_id', 'in', ids]], fields=['email', 'parent_id']):
        people.setdefault(row['parent_id'][0], {})[row['email']] = row['id']
    for customer, id in zip(customers, ids):
        each = _known(known, customer)
        each.crm.append(id)
        each.crm_people.update(people.get(id, {}))


def _odoo_company(customer, country) -> dict:
    return {'name': customer.name, 'is_company': True, 'street': customer.street, 'zip': customer.postal_code,
            'city': customer.city, 'country_id': country, 'phone': customer.phone, 'email': customer.email or False,
            'vat': customer.vat or False,
            'child_ids': [[0, 0, {'name': person.name, 'type': 'contact', 'function': person.job, 'email': person.email,
                                  'phone': person.phone}] for person in customer.people]}


def _into_tryton(tryton, customers, known):
    countries = {row['code']: row['id'] for row in tryton.search('country.country', [], ['code'])}
    categories = {row['name']: row['id'] for row in tryton.search('party.category', [], ['name'])}
    speaks_for, = [row['id'] for row in tryton.search('party.relation.type', [['name', '=', 'contact person of']], [])]
    ids = tryton.call('model.party.party.create', [
        _tryton_company(customer, countries[customer.country], categories['Customer']) for customer in customers])
    people = [(company, person) for company, customer in zip(ids, customers) for person in customer.people]
    people_ids = tryton.call('model.party.party.create', [
        _tryton_person(person, company, speaks_for, categories['Contact person']) for company, person in people])
    of_company = {}
    for (company, person), id in zip(people, people_ids):
        of_company.setdefault(company, {})[person.email] = id
    for customer, id in zip(customers, ids):
        each = _known(known, customer)
        each.erp.append(id)
        each.erp_people.update(of_company.get(id, {}))


def _tryton_company(customer, country, category) -> dict:
    values = {'name': customer.name, 'categories': [['add', [category]]],
              'addresses': [['create', [{'street': customer.street, 'postal_code': customer.postal_code,
                                         'city': customer.city, 'country': country}]]],
              'contact_mechanisms': [['create', _mechanisms(customer)]]}
    if customer.vat:
        kind = 'ch_vat' if customer.country == 'CH' else 'eu_vat'
        values['identifiers'] = [['create', [{'type': kind, 'code': customer.vat}]]]
    return values


def _tryton_person(person, company, speaks_for, category) -> dict:
    return {'name': person.name, 'categories': [['add', [category]]],
            'contact_mechanisms': [['create', _mechanisms(person)]],
            'relations': [['create', [{'to': company, 'type': speaks_for}]]]}


def _mechanisms(who) -> list:
    return [{'type': kind, 'value': value} for kind, value in (('phone', who.phone), ('email', who.email)) if value]
