"""The pages behind the link with which a gemeente answers the press."""
