"""The bodies of the commands, one module each; `streams/cli.py` is the table of them."""
