"""Which companies of the CRM come to the ERP: no prospects, and none that is to be left alone."""
from .order_desk import OrderDesk
from .points import Point, wait_for
from .sellers import Sellers

COMES, NOT_YET, ALONE = 'DE811907980', 'DE129273398', 'DE812526315'


class Admission:
    """`known` is a company of both."""

    def __init__(self, crm: Sellers, erp: OrderDesk, known: int, where: dict):
        self._crm, self._erp, self._known, self._where = crm, erp, known, where
        self.not_yet = None

    def _parties(self, tax_id: str):
        return lambda: len(self._erp.party(tax_id))

    def admitted(self):
        crm, erp = self._crm, self._erp
        self.not_yet = crm.company('Süddeutsche Präzisionstechnik AG', vat=NOT_YET, x_segment='prospect', **self._where)
        alone = crm.company('Bleibt hier KG', vat=ALONE, x_do_not_sync=True, **self._where)
        crm.company('Donau Papier AG', vat=COMES, **self._where)
        wait_for([Point('a company entered in the CRM comes to the ERP', self._parties(COMES), 1)])
        wait_for([Point('a prospect, who is not qualified yet, does not', self._parties(NOT_YET), 0),
                  Point('nor does one that is not to be synced', self._parties(ALONE), 0)])
        crm.edit_company(alone, x_do_not_sync=False)
        wait_for([Point('… until it is', self._parties(ALONE), 1)])

    def left_alone(self):
        """A company that both have, from the moment it is not to be synced."""
        crm, erp = self._crm, self._erp
        party, = erp.party('DE136695976')
        seen = f"select value from party_contact_mechanism where party = {party} and type = 'website'"
        crm.edit_company(self._known, website='https://eins.example')
        wait_for([Point('a website edited in the CRM stands in the ERP', lambda: erp.sql(seen), [('https://eins.example',)])])
        crm.edit_company(self._known, x_do_not_sync=True, website='https://zwei.example')
        self._come_over('Nach ihr gekommen GmbH', 'ATU12011204')
        wait_for([Point('one that is not to be synced any more is left as it is', lambda: erp.sql(seen), [('https://eins.example',)])])
        crm.edit_company(self._known, x_do_not_sync=False)
        self._come_over('Zuletzt gekommen GmbH', 'ATU15394605')
        crm.edit_company(self._known, website='https://drei.example')
        wait_for([Point('… until it may be again, and is edited', lambda: erp.sql(seen), [('https://drei.example',)])])

    def _come_over(self, name: str, tax_id: str):
        """Entered after an edit, and come over: so the edit was seen."""
        self._crm.company(name, vat=tax_id)
        wait_for([Point(f'{name} is entered in the CRM, and comes over', self._parties(tax_id), 1)])
