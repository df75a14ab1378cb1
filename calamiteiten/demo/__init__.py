"""The demo: one supervisor for web, worker and a catching mail server; above all apps, never deployed."""
