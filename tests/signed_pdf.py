"""PDF for tests, signed by certificates that are made here."""

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache

from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pypdf import PdfWriter


def blank(pages: int = 1) -> PdfWriter:
    """A writer of pypdf with empty pages."""
    writer = PdfWriter()
    for _number in range(pages):
        writer.add_blank_page(width=595, height=842)
    return writer


def content(writer: PdfWriter) -> bytes:
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


@cache
def _signer(*subject: tuple[str, str]) -> signers.SimpleSigner:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(getattr(NameOID, part), text) for part, text in subject])
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Penerbit Uji")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return signers.SimpleSigner(
        signing_cert=asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),
    )


def sign(
    pdf: bytes, name: str = "Budi Santoso", *, field: str = "Signature1", digest: str = "sha256", **more: str
) -> bytes:
    """The PDF with a signature of that name appended; `more` are further parts of the subject, such as SERIAL_NUMBER."""
    signer = _signer(("COMMON_NAME", name), *more.items())
    metadata = signers.PdfSignatureMetadata(field_name=field, md_algorithm=digest)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    # pyHanko wants a loop of its own, and a browser that drives a walk holds that of this thread.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(signers.sign_pdf, writer, metadata, signer=signer).result().getvalue()


def update(pdf: bytes, change) -> bytes:
    """The PDF with an incremental update; `change` takes the writer of pyHanko."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    change(writer)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()
