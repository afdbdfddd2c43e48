"""What a Tryton administrator sets up once, done through the same JSON-RPC that everybody uses."""
import datetime
import decimal
import random
import string

from .clients import TrytonClient
from .tryton_books import open_books

COUNTRIES = [
    ('AT', 'AUT', '040', 'Austria'), ('BE', 'BEL', '056', 'Belgium'), ('CH', 'CHE', '756', 'Switzerland'),
    ('CZ', 'CZE', '203', 'Czechia'), ('DE', 'DEU', '276', 'Germany'), ('DK', 'DNK', '208', 'Denmark'),
    ('ES', 'ESP', '724', 'Spain'), ('FR', 'FRA', '250', 'France'), ('GB', 'GBR', '826', 'United Kingdom'),
    ('IT', 'ITA', '380', 'Italy'), ('LU', 'LUX', '442', 'Luxembourg'), ('NL', 'NLD', '528', 'Netherlands'),
    ('PL', 'POL', '616', 'Poland'), ('SE', 'SWE', '752', 'Sweden'), ('US', 'USA', '840', 'United States')]
CURRENCIES = [('EUR', 'Euro', '€', '1'), ('CHF', 'Swiss Franc', 'CHF', '0.95')]
CATEGORIES = ['Customer', 'Supplier', 'Contact person']
PAYMENT_TERMS = [('14 Tage', 14), ('30 Tage', 30)]
GROUPS = {'integration': ['Party Administration', 'Account Credit Limit', 'Sales', 'Account', 'Stock', 'Dunning'],
          'person': ['Party Administration', 'Account Credit Limit', 'Sales', 'Sales Administrator', 'Account', 'Dunning',
                     'Account Administration', 'Stock', 'Stock Administration', 'Stock Force Assignment',
                     'Product Administration', 'Currency Administration']}


def new_password() -> str:
    """Tryton wants three of four characters to differ."""
    return ''.join(random.SystemRandom().sample(string.ascii_letters + string.digits, 20))


def set_up(admin: TrytonClient) -> dict:
    currency = [_currency(admin, *each) for each in CURRENCIES][0]
    for code, code3, numeric, name in COUNTRIES:
        admin.create('country.country', {'name': name, 'code': code, 'code3': code3, 'code_numeric': numeric})
    company = _company(admin, currency)
    _relation_types(admin)
    for name in CATEGORIES:
        admin.create('party.category', {'name': name})
    for name, days in PAYMENT_TERMS:
        _payment_term(admin, name, days)
    open_books(admin, company)
    return {'company': company, 'passwords': {
        who: _user(admin, name, login, company, GROUPS[who])
        for who, name, login in (('integration', 'Syncline', 'sync'), ('person', 'Egon Einkauf', 'egon'))}}


def _currency(admin, code, name, symbol, rate) -> int:
    return admin.create('currency.currency', {
        'name': name, 'code': code, 'symbol': symbol, 'digits': 2, 'rounding': decimal.Decimal('0.01'),
        'rates': [['create', [{'date': datetime.date(2020, 1, 1), 'rate': decimal.Decimal(rate)}]]]})


def _company(admin, currency) -> int:
    party = admin.create('party.party', {'name': 'Muster Werke GmbH'})
    company = admin.create('company.company', {'party': party, 'currency': currency, 'timezone': 'Europe/Berlin'})
    admin.write('res.user', admin.user, {'companies': [['add', [company]]], 'company': company})
    admin.context.update(company=company)
    return company


def _relation_types(admin):
    """A contact person points to the company it speaks for; each direction names the other as its reverse."""
    person = admin.create('party.relation.type', {'name': 'contact person of'})
    company = admin.create('party.relation.type', {'name': 'has contact person', 'reverse': person})
    admin.write('party.relation.type', person, {'reverse': company})


def _payment_term(admin, name, days):
    line = {'type': 'remainder', 'relativedeltas': [['create', [{'days': days}]]]}
    admin.create('account.invoice.payment_term', {'name': name, 'lines': [['create', [line]]]})


def _user(admin, name, login, company, group_names) -> str:
    password = new_password()
    groups = [group['id'] for group in admin.search('res.group', [['name', 'in', group_names]], [])]
    admin.create('res.user', {'name': name, 'login': login, 'password': password, 'company': company,
                              'companies': [['add', [company]]], 'groups': [['add', groups]]})
    return password
