"""The people of the contact list: who to call, and the verbs that keep the list."""
