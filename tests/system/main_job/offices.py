"""The two offices: what the people there edit through their server's API, and what its database shows."""


def digits(phone) -> str:
    """As it is dialled, however it is spaced."""
    return ''.join(each for each in phone or '' if each in '+0123456789')


class Crm:
    """Odoo, where Vera works."""

    def __init__(self, servers):
        self._servers = servers
        self.vera = servers.odoo.client()

    def edit(self, id: int, **values):
        self.vera.write('res.partner', id, values)

    def create_company(self, name: str, **values) -> int:
        return self.vera.create('res.partner', {'name': name, 'is_company': True, **values})

    def create_person(self, name: str, company: int, **values) -> int:
        return self.vera.create('res.partner', {'name': name, 'parent_id': company, 'type': 'contact', **values})

    def delete(self, id: int):
        self.vera.call('res.partner', 'unlink', ids=[id])

    def shows(self, id: int, field: str):
        """Through the API, as the people see it."""
        return self.vera.read('res.partner', id, [field])[field]

    def phone(self, id: int) -> str:
        return digits(self.shows(id, 'phone'))

    def sql(self, query: str) -> list:
        return self._servers.sql('crm', query)

    def company_of(self, person: int):
        (company,), = self.sql(f'select parent_id from res_partner where id = {person}')
        return company and int(company)

    def ids(self, where: str) -> list:
        return [int(id) for id, in self.sql(f'select id from res_partner where {where} order by id')]


class Erp:
    """Tryton, where Egon works."""

    def __init__(self, servers):
        self._servers = servers
        self.egon = servers.tryton.client()
        self._speaks_for, = [row['id'] for row in self.egon.search(
            'party.relation.type', [['name', '=', 'contact person of']], [])]

    def edit(self, id: int, **values):
        self.egon.write('party.party', id, values)

    def edit_address(self, party: int, **values):
        address, = [row['id'] for row in self.egon.search('party.address', [['party', '=', party]], [])]
        self.egon.write('party.address', address, values)

    def edit_mechanism(self, party: int, kind: str, value: str):
        rows = self.egon.search('party.contact_mechanism', [['party', '=', party], ['type', '=', kind]], [])
        self.egon.write('party.contact_mechanism', rows[0]['id'], {'value': value})

    def create_company(self, name: str, **values) -> int:
        return self.egon.create('party.party', {'name': name, **values})

    def create_person(self, name: str, company: int, email: str) -> int:
        return self.egon.create('party.party', {
            'name': name, 'relations': [['create', [{'to': company, 'type': self._speaks_for}]]],
            'contact_mechanisms': [['create', [{'type': 'email', 'value': email}]]]})

    def move_person(self, person: int, company: int):
        relation, = [row['id'] for row in self.egon.search(
            'party.relation.all', [['from_', '=', person], ['type', '=', self._speaks_for]], [])]
        self.egon.write('party.relation.all', relation, {'to': company})

    def sql(self, query: str) -> list:
        return self._servers.sql('erp', query)

    def one(self, query: str):
        """The only value of the only row; None when there is no row."""
        rows = self.sql(query)
        assert len(rows) <= 1, f'{len(rows)} rows of: {query}'
        return rows[0][0] if rows else None

    def name(self, party: int) -> str:
        return self.one(f'select name from party_party where id = {party}')

    def is_active(self, party: int) -> bool:
        return self.one(f'select active from party_party where id = {party}') == 't'

    def address(self, party: int, field: str) -> str:
        return self.one(f'select {field} from party_address where party = {party} and active')

    def mechanism(self, party: int, kind: str):
        """Through the API, as the people see it."""
        rows = self.egon.search('party.contact_mechanism', [['party', '=', party], ['type', '=', kind]], ['value'])
        return rows[0]['value'] if rows else None

    def phone(self, party: int) -> str:
        return digits(self.mechanism(party, 'phone'))

    def companies_of(self, person: int) -> list:
        return [int(id) for id, in self.sql(
            f'select "to" from party_relation where "from_" = {person} and type = {self._speaks_for} order by id')]

    def ids(self, where: str) -> list:
        return [int(id) for id, in self.sql(f'select id from party_party where {where} order by id')]
