"""The outbox: what is planned, sent, withdrawn, came back and was received."""
