"""What is asked with HEAD: the headers of the answer, and nothing after them."""

import pytest
from django.http import FileResponse, HttpResponse, StreamingHttpResponse

from core.middleware import without_content_of_head


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_an_answer_to_head_has_the_length_of_its_content_and_none_of_it(rf, method, tmp_path):
    file = tmp_path / "a.txt"
    file.write_bytes(b"12345")
    answers = [
        HttpResponse(b"12345"),
        StreamingHttpResponse(iter([b"123", b"45"])),
        FileResponse(file.open("rb")),
    ]
    for answer in answers:
        found = without_content_of_head(lambda _request, answer=answer: answer)(rf.generic(method, "/"))
        assert found.getvalue() == (b"" if method == "HEAD" else b"12345")
        if method == "HEAD" and not isinstance(answer, StreamingHttpResponse):
            assert found["Content-Length"] == "5"
