"""Mutation runs: one rule of a protocol file, or one place in the code, changed at a time. Does anything notice?"""
