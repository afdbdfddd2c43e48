"""The customers of both systems before anybody connected them: who they are, made the same in every run."""
import dataclasses
import random

SEED = 1906
SHARED = ('vat', 'email', 'name')
FIRST = ('Anna Björn Çelik Dörte Émile Fatma Günther Heike Ingo Jürgen Käthe Lars Małgorzata Nils Øystein Petra '
         'Ruth Sören Ute Volker').split()
LAST = ('Ackermann Böhm Çınar Dübel Eßer Fröhlich Groß Häußler Jäger Köhler Łukasik Müller Nuñez Öztürk Preuß '
        'Rößler Schäfer Thöne Übelhör Weiß').split()
JOBS = ('Einkauf', 'Geschäftsführung', 'Buchhaltung', 'Disposition', 'Technik')
# Postal code, city, country, dialling code without the trunk zero.
TOWNS = [('10115', 'Berlin', 'DE', '30'), ('20457', 'Hamburg', 'DE', '40'), ('80331', 'München', 'DE', '89'),
         ('50667', 'Köln', 'DE', '221'), ('01067', 'Dresden', 'DE', '351'), ('90402', 'Nürnberg', 'DE', '911'),
         ('28195', 'Bremen', 'DE', '421'), ('1010', 'Wien', 'AT', '1'), ('6020', 'Innsbruck', 'AT', '512'),
         ('8001', 'Zürich', 'CH', '44'), ('67000', 'Strasbourg', 'FR', '3'), ('3011 AD', 'Rotterdam', 'NL', '10')]
DIALLING = {'DE': '49', 'AT': '43', 'CH': '41', 'FR': '33', 'NL': '31'}
STREETS = ['Hauptstraße', 'Lindenweg', 'Am Großmarkt', 'Färberstraße', 'Industriestraße', 'Königsallee']

# By what both systems know the same customer: (kind, name in the CRM, name in the ERP).
KNOWN_IN_BOTH = [
    ('vat', 'Nordlicht Maschinenbau GmbH', 'Nordlicht Maschinenbau GmbH'),
    ('vat', 'Süddeutsche Präzisionstechnik AG', 'Süddt. Präzisionstechnik AG'),
    ('vat', 'Weber & Söhne Stahlhandel GmbH', 'Weber und Söhne Stahlhandel GmbH'),
    ('vat', 'Alpenblick Hotelbetriebe GmbH', 'ALPENBLICK Hotelbetriebe GmbH'),
    ('vat', 'Donau Papier AG', 'Donau Papier AG'),
    ('vat', 'Zürcher Feinmechanik AG', 'Zürcher Feinmechanik'),
    ('vat', 'Rijnhaven Logistics B.V.', 'Rijnhaven Logistics BV'),
    ('vat', 'Atelier Lumière SARL', 'Atelier Lumière'),
    ('vat', 'Elbe Chemie GmbH & Co. KG', 'Elbe-Chemie GmbH & Co. KG'),
    ('vat', 'Frankentechnik GmbH', 'Frankentechnik GmbH'),
    ('vat', 'Isar Verpackungen GmbH', 'Isar Verpackungs-GmbH'),
    ('email', 'Gärtnerei Sonnenschein', 'Gärtnerei Sonnenschein e.K.'),
    ('email', 'Tischlerei Holzmann', 'Holzmann Tischlerei'),
    ('email', 'Buchhandlung am Dom', 'Buchhandlung am Dom OHG'),
    ('email', 'Café Größenwahn', 'Cafe Groessenwahn'),
    ('email', 'Hafenkontor Nord', 'Hafenkontor Nord UG (haftungsbeschränkt)'),
    ('email', 'Physiotherapie Berg', 'Physio Berg'),
    ('email', 'Druckerei Blauweiß', 'Druckerei Blau-Weiß GmbH'),
    ('name', 'Bäckerei Groß GmbH & Co. KG', 'Baeckerei Gross GmbH'),
    ('name', 'Müller Elektroinstallation GmbH', 'Mueller Elektroinstallation'),
    ('name', 'Schröder Dachdeckermeister', 'Schroeder Dachdeckermeister'),
    ('name', 'Öko-Hof Lüneburg eG', 'Oekohof Lueneburg eG'),
    ('name', 'Fahrradhaus König', 'Fahrradhaus Koenig GmbH'),
    ('name', 'Straßenbau Jäger KG', 'Strassenbau Jaeger KG'),
    ('name', 'Weingut Übelhör', 'Weingut Uebelhoer'),
]
# One customer here, two candidates there: only a person can tell. (names in the CRM, names in the ERP)
AMBIGUOUS = [
    (['Hansa Spedition GmbH'], ['Hansa Spedition GmbH', 'Hansa Spedition GmbH (Lager)']),
    (['Stadtwerke Musterhausen'], ['Stadtwerke Musterhausen Netz', 'Stadtwerke Musterhausen Vertrieb']),
    (['Autohaus Kühn', 'Autohaus Kühn'], ['Autohaus Kühn GmbH']),
]
ONLY_CRM = ['Solarpark Uckermark GmbH', 'Zahnarztpraxis Dr. Weiß', 'Brauerei Felsenkeller', 'Reiterhof Sommer',
            'Kindergarten Regenbogen e.V.', 'Tanzschule Takt', 'Imkerei Honigmann', 'Segelschule Luv & Lee',
            'Möbelhaus Thöne', 'Kletterhalle Gipfel', 'Verlag Neue Seiten']
ONLY_ERP = ['Kranbau Rügen GmbH', 'Glaserei Splitter', 'Fleischerei Wüst', 'Schlosserei Eßer', 'Apotheke am Ring',
            'Taxi Funk eG', 'Wäscherei Blütenrein', 'Saatgut Ehrlich AG', 'Steinmetz Fels', 'Optik Scharf']


@dataclasses.dataclass
class Person:
    name: str
    job: str
    email: str
    phone: str


@dataclasses.dataclass
class Customer:
    """As one of the systems knows it. label names the company in the real world, the same in both."""
    label: str
    kind: str
    name: str
    street: str
    postal_code: str
    city: str
    country: str
    phone: str
    email: str = ''
    vat: str = ''
    people: list = dataclasses.field(default_factory=list)


def customers():
    """(of the CRM, of the ERP)"""
    dice = random.Random(SEED)
    crm, erp = [], []
    for number, (kind, crm_name, erp_name) in enumerate(KNOWN_IN_BOTH):
        _known_in_both(dice, f'{kind}-{number:02}', kind, number, crm_name, erp_name, crm, erp)
    for number, (crm_names, erp_names) in enumerate(AMBIGUOUS):
        _ambiguous(dice, f'ambiguous-{number:02}', crm_names, erp_names, crm, erp)
    for side, names, kind in ((crm, ONLY_CRM, 'only-crm'), (erp, ONLY_ERP, 'only-erp')):
        for number, name in enumerate(names):
            label = f'{kind}-{number:02}'
            side.append(_company(dice, label, kind, name, dice.choice(TOWNS), email=f'info@{label}.example',
                                 people=[_person(dice, label, 0)]))
    return crm, erp


def _known_in_both(dice, label, kind, number, crm_name, erp_name, crm, erp):
    town = TOWNS[_town_of(crm_name, number)]
    people = [_person(dice, label, index) for index in range(3)]
    ours = _company(dice, label, kind, crm_name, town, people=people[:2])
    theirs = dataclasses.replace(ours, name=erp_name, street=ours.street.replace('straße', 'str.'),
                                 phone=_as_dialled_at_home(ours.phone), people=[people[0], people[2]])
    if kind == 'vat':
        ours.vat = theirs.vat = vat_id(dice, town[2])
        ours.email = f'kontakt@{label}.example'
    if kind == 'email':
        ours.email = theirs.email = f'info@{label}.example'
        theirs.vat = vat_id(dice, town[2])
    crm.append(ours)
    erp.append(theirs)


def _ambiguous(dice, label, crm_names, erp_names, crm, erp):
    town = TOWNS[1]
    vat = vat_id(dice, town[2])
    for side, names in ((crm, crm_names), (erp, erp_names)):
        for name in names:
            side.append(_company(dice, label, 'ambiguous', name, town, email=f'info@{label}.example', vat=vat))


def _town_of(name, number):
    """Where the name or its legal form gives the country away, the town must not contradict it."""
    for part, town in (('Donau', 7), ('Alpen', 8), ('Zürcher', 9), ('SARL', 10), ('B.V.', 11)):
        if part in name:
            return town
    return number % 7


def _company(dice, label, kind, name, town, **more) -> Customer:
    postal_code, city, country, area = town
    return Customer(label, kind, name, f'{dice.choice(STREETS)} {dice.randint(1, 99)}', postal_code, city, country,
                    _phone(dice, country, area), **more)


def _person(dice, label, index) -> Person:
    first, last = dice.choice(FIRST), dice.choice(LAST)
    return Person(f'{first} {last}', dice.choice(JOBS), f'person{index}@{label}.example', _phone(dice, 'DE', '151'))


def _phone(dice, country, area) -> str:
    return f'+{DIALLING[country]} {area} {dice.randint(1000000, 9999999)}'


def _as_dialled_at_home(phone) -> str:
    _, area, number = phone.split(' ')
    return f'0{area} / {number}'


def vat_id(dice, country) -> str:
    """A number whose check digit holds: both systems refuse any other."""
    return {'DE': _german, 'AT': _austrian, 'CH': _swiss, 'FR': _french, 'NL': _dutch}[country](dice)


def _digits(dice, count) -> list:
    return [dice.randint(1, 9)] + [dice.randint(0, 9) for _ in range(count - 1)]


def _text(digits) -> str:
    return ''.join(map(str, digits))


def _german(dice):
    digits, product = _digits(dice, 8), 10
    for digit in digits:
        product = 2 * ((digit + product) % 10 or 10) % 11
    return f'DE{_text(digits)}{(11 - product) % 10}'


def _austrian(dice):
    digits = _digits(dice, 7)
    total = sum(sum(divmod(2 * digit, 10)) if index % 2 else digit for index, digit in enumerate(digits))
    return f'ATU{_text(digits)}{(96 - total) % 10}'


def _weighted(dice, weights, check):
    """Digits with a last one of check(sum); a sum without a last digit is thrown again."""
    while True:
        digits = _digits(dice, len(weights))
        last = check(sum(digit * weight for digit, weight in zip(digits, weights)))
        if 0 <= last <= 9:
            return _text(digits + [last])


def _swiss(dice):
    number = _weighted(dice, (5, 4, 3, 2, 7, 6, 5, 4), lambda total: (11 - total % 11) % 11)
    return f'CHE-{number[:3]}.{number[3:6]}.{number[6:]} MWST'


def _dutch(dice):
    return f'NL{_weighted(dice, (9, 8, 7, 6, 5, 4, 3, 2), lambda total: total % 11)}B01'


def _french(dice):
    digits = _digits(dice, 8)
    total = sum(sum(divmod(2 * digit, 10)) if index % 2 else digit for index, digit in enumerate(digits))
    siren = _text(digits + [-total % 10])
    return f'FR{(12 + 3 * (int(siren) % 97)) % 97:02}{siren}'
