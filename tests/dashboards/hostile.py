"""What advertisers might write to make a page run something: one text that holds them all."""

CORPUS = (
    "</script><script>alert('x')</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(2)>",
    "\"><iframe srcdoc='<script>alert(3)</script>'>",
    "' onmouseover='alert(4)' x='",
    "javascript:alert(5)",
    "<a href=javascript:alert(6)>x</a>",
    "<style>@import url(//evil.example)</style>",
    "]]><!--<math><mtext></mtext><mglyph><style><img src=x onerror=alert(7)>",
    "{{7*7}}{% raw %}${7*7}#{7*7}",
    "\u2028\u2029\u202e\u0000x",
    "&lt;script&gt;alert(8)&lt;/script&gt;",
    "datum.x = 1; constructor.constructor('alert(9)')()",
    "=HYPERLINK(\"http://evil.example\")",
)  # fmt: skip
#: DuckDB keeps no NUL in a text.
HOSTILE = " ".join(CORPUS).replace("\x00", "")
