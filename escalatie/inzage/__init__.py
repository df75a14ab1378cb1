"""Who looked at what: the pages for who watches over that, the question why, and the signal."""
