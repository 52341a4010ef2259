"""Text as a literal of SQL, for the few statements that take no parameters (ATTACH, COMMENT, CREATE VIEW)."""


def literal(text: str) -> str:
    """The text in single quotes, its own quotes doubled; a path may hold any character."""
    return "'" + text.replace("'", "''") + "'"
