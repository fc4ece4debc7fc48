"""Bytes to columns and back: what each topic carries, one record a module.

A record is accepted or rejected by itself: its neighbours never change its fate. Nothing behind this door checks again.
"""
