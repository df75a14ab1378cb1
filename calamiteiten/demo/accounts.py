"""The accounts on the login page of the demo: those that `zaai` makes."""

from escalatie.zaaien.demoaccounts import ACCOUNTS, WACHTWOORD, Account

__all__ = ["ACCOUNTS", "WACHTWOORD", "Account"]
