"""Customers: edits both ways, one master per field, and what becomes of edits that meet."""
from .offices import Crm, Erp
from .points import Point, wait_for

LONG = 'Gärtnerei „Zum größten Übermut“ Jürgen Weißenböck-Ölmüller und Söhne Gesellschaft für Garten- und ' \
       'Landschaftsbau, Straßenbegleitgrün sowie Çiğdem-Zwiebeln mbH & Co. Kommanditgesellschaft auf Aktien'


class Customers:
    """`pairs` are companies that both systems hold; each point has one or more of its own."""

    def __init__(self, crm: Crm, erp: Erp, pairs: list):
        self._crm, self._erp = crm, erp
        self._pairs = iter(pairs)
        self._edited_twice = self._archived = None
        self.asked = []  # companies with a field that a person has to decide

    def _pair(self):
        known = next(self._pairs)
        return known.crm[0], known.erp[0]

    def edited(self) -> list:
        crm, erp = self._crm, self._erp
        there, theirs = self._edited_twice = self._pair()
        crm.edit(there, phone='+49 30 5550001')
        points = [Point('a phone edited in the CRM stands in the ERP', lambda: erp.phone(theirs), '+49305550001')]

        here, ours = self._pair()
        erp.edit_address(ours, street='Neue Gasse 7', city='Łódź')
        points += [Point('a street edited in the ERP stands in the CRM', lambda: crm.shows(here, 'street'), 'Neue Gasse 7'),
                   Point('a city with a letter of another alphabet, too', lambda: crm.shows(here, 'city'), 'Łódź')]
        return points + self._foreign() + self._long_name() + self._ended()

    def _foreign(self) -> list:
        crm, erp = self._crm, self._erp
        first, first_erp = self._pair()
        city = erp.address(first_erp, 'city')
        crm.edit(first, city='Anderswo')
        second, second_erp = self._pair()
        name = crm.shows(second, 'name')
        erp.edit(second_erp, name='Wie die Buchhaltung sie nennt')
        return [Point('a city edited in the CRM, where the ERP masters it, is taken back',
                      lambda: crm.shows(first, 'city'), city),
                Point('… and the ERP keeps it', lambda: erp.address(first_erp, 'city'), city),
                Point('a name edited in the ERP, where the CRM masters it, is taken back',
                      lambda: erp.name(second_erp), name)]

    def _long_name(self) -> list:
        here, ours = self._pair()
        self._crm.edit(here, name=LONG)
        return [Point('a long name with umlauts and quotes arrives whole', lambda: self._erp.name(ours), LONG)]

    def _ended(self) -> list:
        here, ours = self._archived = self._pair()
        self._crm.edit(here, active=False)
        there, theirs = self._pair()
        self._erp.edit(theirs, active=False)
        return [Point('a company archived in the CRM is deactivated in the ERP', lambda: self._erp.is_active(ours), False),
                Point('a party deactivated in the ERP is archived in the CRM',
                      lambda: self._crm.shows(there, 'active'), False)]

    def edited_again(self) -> list:
        crm, erp = self._crm, self._erp
        here, ours = self._edited_twice
        erp.edit_mechanism(ours, 'phone', '+49 30 5550002')
        back, theirs = self._archived
        crm.edit(back, active=True)
        return [Point('the same phone edited in the ERP stands in the CRM', lambda: crm.phone(here), '+49305550002'),
                Point('a company taken out of the archive is active in the ERP again', lambda: erp.is_active(theirs), True)]

    def created(self) -> list:
        """A company new in the CRM gets a record in the ERP, and its number there comes back."""
        crm, erp = self._crm, self._erp
        new = crm.create_company('Ganz Neu GmbH', email='neu@ganz-neu.example', city='Ulm', street='Weg 1', zip='89073',
                                 phone='+49 731 5550010')
        number = "select code from party_party where name = 'Ganz Neu GmbH'"
        return [Point('a company new in the CRM is created in the ERP, once, with its parts', lambda: erp.sql('''
                    select a.city, a.postal_code, m.value from party_party p join party_address a on a.party = p.id
                    join party_contact_mechanism m on m.party = p.id and m.type = 'email' where p.name = 'Ganz Neu GmbH\''''),
                      [('Ulm', '89073', 'neu@ganz-neu.example')]),
                Point('… and shows the number that the ERP gave it', lambda: crm.shows(new, 'ref') or '',
                      lambda shown: shown and shown == erp.one(number))]

    def deleted(self) -> list:
        company, = self._crm.ids("name = 'Ganz Neu GmbH'")
        self._crm.delete(company)
        return [Point('a company deleted in the CRM is deactivated in the ERP', lambda: self._erp.sql(
            "select active from party_party where name = 'Ganz Neu GmbH'"), [('f',)])]

    def edited_at_once(self, program) -> list:
        """To be called while nobody looks: the engine finds the edits of both sides together."""
        crm, erp = self._crm, self._erp
        apart, apart_erp = self._pair()
        crm.edit(apart, name='Neuer Name GmbH')
        erp.edit_address(apart_erp, street='Getrennte Wege 2')
        same, same_erp = self._pair()
        crm.edit(same, name='Name aus dem CRM')
        erp.edit(same_erp, name='Name aus dem ERP')
        phone, phone_erp = self._pair()
        self.asked.append(phone)
        crm.edit(phone, phone='+49 30 5550021')
        erp.edit_mechanism(phone_erp, 'phone', '+49 30 5550022')
        return [
            Point('different fields edited at once: the name of the CRM stands in the ERP',
                  lambda: erp.name(apart_erp), 'Neuer Name GmbH'),
            Point('… the street of the ERP stands in the CRM', lambda: crm.shows(apart, 'street'), 'Getrennte Wege 2'),
            Point('… and each side keeps its own edit', lambda: (crm.shows(apart, 'name'), erp.address(apart_erp, 'street')),
                  ('Neuer Name GmbH', 'Getrennte Wege 2')),
            Point('one field edited at once: the value of its master stands',
                  lambda: (crm.shows(same, 'name'), erp.name(same_erp)), ('Name aus dem CRM', 'Name aus dem CRM')),
            Point('one phone edited at once, and nothing tells which was later: a person is asked', lambda: [
                each['sides'] for each in program.ask('conflicts') if each['field'] == 'phone'],
                  [{'crm': '+49305550021', 'erp': '+49305550022'}]),
            Point('… and neither edit is overwritten', lambda: (crm.phone(phone), erp.phone(phone_erp)),
                  ('+49305550021', '+49305550022'))]

    def edited_later(self, program) -> list:
        """To be called while the ERP may not be written: a phone of the CRM waits, and Egon, whose record was read since,
        types another one."""
        crm, erp = self._crm, self._erp
        here, ours = self._pair()
        before = erp.phone(ours)
        crm.edit(here, phone='+49 30 5550031')
        wait_for([Point('a phone edited in the CRM is agreed',
                        lambda: program.agreed('customer', f'crm company {here}', 'phone'), '+49305550031'),
                  Point('… and outside the window of writing not written to the ERP', lambda: erp.phone(ours), before)])
        erp.edit_address(ours, street='Zwischendurch 1')
        wait_for([Point('… while the CRM is written', lambda: crm.shows(here, 'street'), 'Zwischendurch 1')])
        erp.edit_mechanism(ours, 'phone', '+49 30 5550032')
        return [Point('one phone edited at once: the later edit stands', lambda: (crm.phone(here), erp.phone(ours)),
                      ('+49305550032', '+49305550032'))]


def first_contact(crm: Crm, erp: Erp, seeding) -> list:
    """What linking two full systems writes: who is alone in the CRM is created, what a person must decide is let be."""
    alone = seeding.of_kind('only-crm')
    alike = seeding.of_kind('name')
    names = ', '.join("'" + name.replace("'", "''") + "'" for each in alone for name, in crm.sql(
        f'select name from res_partner where id = {each.crm[0]}'))
    email = ', '.join(f"'info@{each.label}.example'" for each in alone)
    return [
        Point('each company that only the CRM had is in the ERP, once', lambda: erp.sql(
            f'select count(*), count(distinct name) from party_party where name in ({names})'),
              [(str(len(alone)), str(len(alone)))]),
        Point('… with its e-mail', lambda: erp.sql(
            f'select count(*) from party_contact_mechanism where value in ({email})'), [(str(len(alone)),)]),
        Point('companies that are only alike are not created a second time', lambda: [erp.sql(
            f"select count(*) from party_party where name = '{crm.shows(each.crm[0], 'name')}'") for each in alike],
              [[('0',)]] * len(alike)),
        Point('a number that only the ERP has comes to the CRM', lambda: [
            (crm.shows(each.crm[0], 'ref'), erp.one(f'select code from party_party where id = {each.erp[0]}'))
            for each in seeding.of_kind('email')], lambda pairs: all(shown == code for shown, code in pairs))]
