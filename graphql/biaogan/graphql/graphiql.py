"""The GraphiQL page: served to browsers, from this server alone. Its scripts are vendored with their checksums."""

from html import escape
from typing import Final

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS: Final = (
    ("content-security-policy", _POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
)

_PAGE: Final = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>biaogan 标杆 · GraphiQL</title>
<link rel="stylesheet" href="{assets}/graphiql.min.css">
<link rel="stylesheet" href="{assets}/page.css">
</head>
<body>
<form id="session" autocomplete="off">
<label for="token">会话令牌 Session token</label>
<input id="token" type="password" spellcheck="false" placeholder="signIn &#8594; token">
<label for="example">示例 Example</label>
<select id="example">
<option value="">–</option>
<option value="public">公开信息：年度活动与公示 What is public: the cycle and the notice</option>
<option value="viewer">我的待办与评审任务 My worklist and assignments</option>
<option value="past">回到过去：某时刻的项目列表 The past: the cases at an instant</option>
</select>
</form>
<main id="graphiql">GraphiQL …</main>
<noscript>GraphiQL needs JavaScript. The API itself does not: POST /graphql.</noscript>
<script src="{assets}/react.production.min.js"></script>
<script src="{assets}/react-dom.production.min.js"></script>
<script src="{assets}/graphiql.min.js"></script>
<script src="{assets}/page.js"></script>
</body>
</html>
"""


def page(assets: str) -> str:
    """The page; ``assets`` is where the vendored files are served."""
    return _PAGE.replace("{assets}", escape(assets, quote=True))
