"""The options of a choice: drawn once for the same choices, and escaped each as it must be."""

from django.utils.safestring import mark_safe

from core.templatetags.lists import options


def test_a_label_that_is_html_and_one_that_looks_like_it_are_two():
    html, text = [("a", mark_safe("<b>x</b>"))], [("a", "<b>x</b>")]
    for _round in range(2):
        assert options(html) == '<option value="a"><b>x</b></option>'
        assert options(text, "a") == '<option value="a" selected>&lt;b&gt;x&lt;/b&gt;</option>'
        assert options(text) == '<option value="a">&lt;b&gt;x&lt;/b&gt;</option>'
