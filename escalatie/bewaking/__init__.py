"""Who watches the watch: the sweep, the auditor, heartbeats, health and alarms."""
