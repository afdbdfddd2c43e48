"""Contacts: each belongs to a company, in both systems the same one."""
from .offices import Crm, Erp
from .points import Point


class Contacts:
    """`pairs` are companies that both systems hold, each with one person that both know and one that only one of them
    knew; each point has a company of its own."""

    def __init__(self, crm: Crm, erp: Erp, pairs: list, seeding):
        self._crm, self._erp, self._seeding = crm, erp, seeding
        self._pairs = iter(pairs)

    def _company(self):
        """(the company, the person that both know: in the CRM, in the ERP)"""
        known = next(self._pairs)
        email = f'person0@{known.label}.example'
        return known, known.crm_people[email], known.erp_people[email]

    def completed(self) -> list:
        """What one system had more, stands under the same company in the other."""
        crm, erp, known = self._crm, self._erp, next(self._pairs)
        label = known.label
        in_erp = f"select m.party from party_contact_mechanism m where m.value = 'person1@{label}.example'"
        in_crm = f"select parent_id from res_partner where email = 'person2@{label}.example'"
        return [Point('a person that only the CRM knew is in the ERP, once, under its company', lambda: [
                    erp.companies_of(int(id)) for id, in erp.sql(in_erp)], [[known.erp[0]]]),
                Point('a person that only the ERP knew is in the CRM, once, under its company', lambda: crm.sql(in_crm),
                      [(str(known.crm[0]),)])]

    def edited(self) -> list:
        crm, erp = self._crm, self._erp
        _, here, ours = self._company()
        crm.edit(here, phone='+49 30 5550101')
        _, there, theirs = self._company()
        erp.edit_mechanism(theirs, 'email', 'neue.adresse@kontakt.example')
        _, named, named_erp = self._company()
        name = crm.shows(named, 'name')
        erp.edit(named_erp, name='Spitzname')
        _, left, left_erp = self._company()
        crm.edit(left, active=False)
        _, gone, gone_erp = self._company()
        crm.delete(gone)
        return [Point("a contact's phone edited in the CRM stands in the ERP", lambda: erp.phone(ours), '+49305550101'),
                Point("a contact's e-mail edited in the ERP stands in the CRM", lambda: crm.shows(there, 'email'),
                      'neue.adresse@kontakt.example'),
                Point("a contact's name edited in the ERP, where the CRM masters it, is taken back",
                      lambda: erp.name(named_erp), name),
                Point('a contact archived in the CRM is deactivated in the ERP', lambda: erp.is_active(left_erp), False),
                Point('a contact deleted in the CRM is deactivated in the ERP', lambda: erp.is_active(gone_erp), False)]

    def moved(self) -> list:
        crm, erp = self._crm, self._erp
        target, here, ours = self._company()
        _, leaver, leaver_erp = self._company()
        crm.edit(leaver, parent_id=target.crm[0])
        other, _, _ = self._company()
        erp.move_person(ours, other.erp[0])
        return [Point('a contact that moves to another company in the CRM does in the ERP',
                      lambda: erp.companies_of(leaver_erp), [target.erp[0]]),
                Point('a contact that moves in the ERP does in the CRM', lambda: crm.company_of(here), other.crm[0])]

    def created(self) -> list:
        crm, erp = self._crm, self._erp
        known, _, _ = self._company()
        crm.create_person('Zoë Özgür-Weißenstein', known.crm[0], email='zoe@neu.example', phone='+49 30 5550111')
        erp.create_person('Åsa Ńowak', known.erp[0], 'asa@neu.example')
        return [Point('a contact new in the CRM is in the ERP, once, under its company', lambda: [
                    (name, erp.companies_of(int(id))) for id, name in erp.sql('''select p.id, p.name from party_party p
                        join party_contact_mechanism m on m.party = p.id where m.value = 'zoe@neu.example\'''')],
                      [('Zoë Özgür-Weißenstein', [known.erp[0]])]),
                Point('a contact new in the ERP is in the CRM, once, under its company', lambda: crm.sql(
                    "select name, parent_id, type, is_company from res_partner where email = 'asa@neu.example'"),
                      [('Åsa Ńowak', str(known.crm[0]), 'contact', 'f')])]

    def waiting(self) -> list:
        """Of companies that only the ERP has: the CRM cannot hold their contacts yet."""
        known = self._seeding.of_kind('only-erp')
        emails = ', '.join(f"'{email}'" for each in known for email in each.erp_people)
        return [Point('contacts of companies that only the ERP has wait', lambda: self._crm.ids(f'email in ({emails})'), [])]

    def released(self) -> list:
        """The company comes to the CRM by hand, is known by its e-mail, and its contact follows."""
        known = self._seeding.of_kind('only-erp')[0]
        email, = known.erp_people
        company = self._crm.create_company('Von Hand angelegt', email=f'info@{known.label}.example')
        return [Point('a company entered by hand is recognised, and the contact that waited for it follows',
                      lambda: self._crm.sql(f"select parent_id from res_partner where email = '{email}'"), [(str(company),)]),
                Point('… and the name of the CRM stands in the ERP', lambda: self._erp.name(known.erp[0]),
                      'Von Hand angelegt')]
