"""A small town that chats, so that one can watch alerts come out of it."""
