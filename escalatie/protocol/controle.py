"""Django system checks on the protocol: law = lock."""
