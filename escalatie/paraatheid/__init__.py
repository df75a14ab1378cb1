"""Being ready: changing the contact list with an eye on which rules would then reach nobody."""
