"""The pages on which the beheerder words a mail, beside the rules that send it."""
