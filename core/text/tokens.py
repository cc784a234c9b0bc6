"""Numbers that are read out on the telephone, typed from paper and cannot be guessed."""

import secrets

# Crockford's letters: none that is read as another.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def letters(n: int) -> str:
    """`n` random letters, each worth five bits."""
    return "".join(secrets.choice(ALPHABET) for _n in range(n))


def grouped(code: str) -> str:
    """Eight letters as they are read out: `7K3M-9QXT`."""
    return f"{code[:4]}-{code[4:]}"


def clean(text: str) -> str:
    """What somebody has typed, as the code has it: capitals, without spaces and hyphens, O as 0, I and L as 1."""
    plain = "".join(c for c in text.upper() if c.isalnum())
    return plain.translate(str.maketrans("OIL", "011"))
