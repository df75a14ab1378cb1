"""Tools that know no domain: time, words, forms, tables, documents and locks. Nothing here imports an app."""
