"""Real servers for system tests: Odoo 19 (the CRM) and Tryton 6.0 (the ERP) on a private PostgreSQL 15."""
from .clients import OdooClient, OdooError, TrytonClient, TrytonError
from .landscape import Landscape
from .places import ServersUnavailable
from .process import ServerFailed

__all__ = ['Landscape', 'OdooClient', 'OdooError', 'ServerFailed', 'ServersUnavailable', 'TrytonClient', 'TrytonError']
