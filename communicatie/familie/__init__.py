"""Who was informed by a person, and the locks on what goes outside: first the family."""
