"""The page behind the link in a mail to who has no account."""
