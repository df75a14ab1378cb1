"""The own terms and meetings of an account in a calendar of its own, by a private address: ICS and Atom."""
