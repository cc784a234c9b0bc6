"""Whether a PDF still is what was signed: the state of each digital signature in it, by pyHanko.

Runs in the child (core/papers/scan_child.py) and imports nothing of the portal. Nothing is fetched from elsewhere, and
no certificate is followed to a root: who issued it is repeated, not verified.
"""

import io
import re
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

NAME_LENGTH = 200
UNKNOWN = "unknown"
# Older digests can be made to fit another text: what they say of a change is worth nothing.
DIGESTS = frozenset({"sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"})
FORMATS = frozenset({"/adbe.pkcs7.detached", "/ETSI.CAdES.detached"})
# A KTP number (NIK) has 16 digits; people part them by blanks, points or dashes.
LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){15,}")


class Signature(TypedDict):
    """One filled signature field.

    `is_intact`: what was signed has not changed; None where that cannot be checked. `covers_whole`: nothing was added
    afterwards but further signatures and their proofs. `signed_at`: ISO 8601 by the signer's own clock, or empty.
    `trust`: always "unknown".
    """

    name: str
    issuer: str
    signed_at: str
    is_intact: bool | None
    covers_whole: bool
    trust: str


def masked(text: str) -> str:
    """A text with a star for each digit of a number of 16 digits or more."""
    return LONG_NUMBER.sub(lambda found: re.sub(r"\d", "*", found[0]), text)


def states(content: bytes) -> list[Signature]:
    """The state of each signature, the earliest first; seals of time alone are left out. Raises MemoryError alone."""
    if b"/ByteRange" not in content:
        # It is written in place when the rest is there: no signature is without it.
        return []
    try:
        count = len(_fields(_reader(content, strict=False)))
    except MemoryError:
        raise
    except Exception:
        return [_unreadable()]
    found = [_state(content, index) for index in range(count)]
    return [state for _revision, state in sorted((one for one in found if one), key=lambda one: one[0])]


def _reader(content: bytes, *, strict: bool) -> "PdfFileReader":
    from pyhanko.pdf_utils.reader import PdfFileReader

    return PdfFileReader(io.BytesIO(content), strict=strict)


def _fields(reader: "PdfFileReader") -> list:
    from pyhanko.sign.fields import enumerate_sig_fields

    return list(enumerate_sig_fields(reader, filled_status=True))


def _unreadable(name: str = "", issuer: str = "") -> Signature:
    return Signature(name=name, issuer=issuer, signed_at="", is_intact=None, covers_whole=False, trust=UNKNOWN)


def _state(content: bytes, index: int) -> tuple[int, Signature] | None:
    """The revision and the state of the signature at a place; None for a seal of time.

    What is not written strictly, such as a PDF of Word with two tables of contents, is read leniently.
    """
    for strict in (True, False):
        try:
            return _checked(_reader(content, strict=strict), index, content)
        except MemoryError:
            raise
        except Exception:  # noqa: S112
            # pyHanko and asn1crypto raise whatever they like on damaged structures.
            continue
    return 0, _unreadable()


def _checked(reader: "PdfFileReader", index: int, content: bytes) -> tuple[int, Signature] | None:
    from pyhanko.sign.validation import generic_cms
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    full_name, _value, field = _fields(reader)[index]
    signature = EmbeddedPdfSignature(reader, field, full_name)
    if signature.sig_object_type == "/DocTimeStamp":
        return None
    certificate = signature.signer_cert
    name, issuer = _common_name(certificate.subject), _common_name(certificate.issuer)
    if signature.md_algorithm not in DIGESTS or signature.sig_object.get("/SubFilter") not in FORMATS:
        return signature.signed_revision, _unreadable(name, issuer)
    signature.compute_integrity_info()
    same_digest, by_certificate = generic_cms.validate_sig_integrity(
        signature.signer_info, certificate, "data", signature.compute_digest()
    )
    signed_at = signature.self_reported_timestamp
    return signature.signed_revision, Signature(
        name=name,
        issuer=issuer,
        signed_at=signed_at.isoformat() if signed_at else "",
        is_intact=same_digest and by_certificate,
        covers_whole=_leaves_no_gap(signature, content) and _nothing_added(signature, content),
        trust=UNKNOWN,
    )


def _leaves_no_gap(signature: "EmbeddedPdfSignature", content: bytes) -> bool:
    """Between the two signed parts stands the signature alone.

    pyHanko compares lengths only when both together reach the end; a gap that holds more could hide another text.
    """
    if len(signature.byte_range) != 4:
        return False
    start, first, second, length = (int(number) for number in signature.byte_range)
    gap = content[first:second]
    return (
        start == 0
        and second + length <= len(content)
        and gap[:1] + gap[-1:] == b"<>"
        and gap[1:-1].decode("latin-1").lower() == signature.pkcs7_content.hex()
    )


def _nothing_added(signature: "EmbeddedPdfSignature", content: bytes) -> bool:
    """Nothing follows, or nothing but what the signer allows and does not change what is read: signatures, proofs.

    pyHanko lets fields of a form be filled in later; here, an amount that is filled in after the signature is a change.
    """
    from pyhanko.sign.diff_analysis import DiffResult
    from pyhanko.sign.fields import enumerate_sig_fields
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    if signature.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    if signature.coverage != SignatureCoverageLevel.ENTIRE_REVISION or not signature.reader.strict:
        return False
    if not content.rstrip(b"\0\t\n\f\r ").endswith(b"%%EOF"):
        # Bytes that belong to no update: a reader that repairs files may find something in them.
        return False
    if not signature.summarise_integrity_info()["docmdp_ok"] or not isinstance(signature.diff_result, DiffResult):
        return False
    return signature.diff_result.changed_form_fields <= {one[0] for one in enumerate_sig_fields(signature.reader)}


def _common_name(name) -> str:
    """The CN alone: other parts of an Indonesian certificate hold numbers of people."""
    found = name.native.get("common_name", "")
    text = found[0] if isinstance(found, list) else found
    return masked(" ".join("".join(c if c.isprintable() else " " for c in str(text)).split()))[:NAME_LENGTH]
