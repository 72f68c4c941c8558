"""The one kind of error that is shown to people without a stack trace."""


class Failure(Exception):
    """Something a person can put right; the message says what, where, and what to do next, in one line."""
