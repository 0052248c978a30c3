"""Texts of the pages in other languages."""


def to_translate(text: str) -> str:
    """Marks a text for the catalogue where it is written down; it is translated where it is shown."""
    return text
