"""The accounts on the login page of the demo: those that `zaai` makes."""

from calamiteiten.demo.zaaien.demoaccounts import ACCOUNTS, WACHTWOORD, Account

__all__ = ["ACCOUNTS", "WACHTWOORD", "Account"]
