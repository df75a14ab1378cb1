"""The wording of mails."""
