"""The report as one page (网页): nothing to load, nothing that runs; light, dark and on A4. All that is said is escaped."""

from collections.abc import Iterator
from html import escape
from typing import Final

from biaogan.app.confidentiality.blocks import Beside, Block, Document, Facts, Heading, Heat, Table, Text, Tile
from biaogan.graphql.plots.heat import Cell, heat, shade

_LANG: Final = {"zh": "zh-CN", "en": "en"}
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE: Final = """
:root{color-scheme:light dark;--ink:#1c2128;--paper:#fff;--faint:#5d6673;--line:#d8dde3;--soft:#f4f6f8;
--blue:61,126,208;--red:#b9431f;--green:#1f7a4d}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ed;--paper:#15181c;--faint:#9aa4b0;--line:#333a42;--soft:#1d2227;
--red:#f0855f;--green:#5cc48f}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:64rem;padding:2rem 1.25rem 4rem;background:var(--paper);color:var(--ink);
font:15px/1.6 system-ui,'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif;overflow-wrap:anywhere}
h1{font-size:1.7rem;line-height:1.25;margin:0 0 .25rem}
h2{font-size:1.2rem;margin:2.5rem 0 .6rem;padding-bottom:.3rem;border-bottom:2px solid var(--ink)}
.sub{color:var(--faint);margin:0 0 1.2rem}
p.note{color:var(--faint)}p.warning,p.good{border-left:4px solid var(--red);background:var(--soft);padding:.5rem .8rem}
p.good{border-color:var(--green)}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1.2rem;margin:0}
dl.facts dt{color:var(--faint)}dl.facts dd{margin:0;font-variant-numeric:tabular-nums}
dl.large{display:flex;flex-wrap:wrap;gap:.8rem;margin:0}
dl.large div{background:var(--soft);border-radius:6px;padding:.5rem 1rem;min-width:7rem;display:flex;flex-direction:column-reverse}
dl.large dt{color:var(--faint)}dl.large dd{margin:0;font-size:1.6rem;font-weight:600;font-variant-numeric:tabular-nums}
table{border-collapse:collapse;width:100%;margin:.4rem 0 1.4rem;font-size:.86rem}
caption{text-align:left;font-weight:600;padding:.3rem 0}
main{overflow-x:auto}
th,td{text-align:left;vertical-align:top;padding:.2rem .5rem;border-bottom:1px solid var(--line);overflow-wrap:break-word}
thead th{color:var(--faint);font-weight:500;white-space:nowrap}
.beside{display:grid;grid-template-columns:repeat(auto-fit,minmax(17rem,1fr));gap:0 2rem;align-items:start}
.n{text-align:right;font-variant-numeric:tabular-nums}
.tile{table-layout:fixed;width:auto;font-size:.7rem}
.tile th,.tile td{width:2.2rem;padding:.12rem 0;text-align:center;border:1px solid var(--line);font-variant-numeric:tabular-nums}
.tile thead th{font-size:.62rem}.tile tr th:first-child{width:8.5rem;text-align:left;white-space:nowrap;overflow:hidden}
.tile th span{color:var(--faint);font-weight:400}
.s0{background:rgba(var(--blue),.16)}.s1{background:rgba(var(--blue),.34)}.s2{background:rgba(var(--blue),.54)}
.s3{background:rgba(var(--blue),.76)}.s4{background:rgb(var(--blue));color:#fff}
.d{color:var(--red);font-weight:600}.s2 .d,.s3 .d,.s4 .d{color:inherit}
.picture{overflow-x:auto}.picture svg{width:100%;height:auto;display:block}
footer{margin-top:3rem;color:var(--faint);font-size:.8rem}
@page{size:A4;margin:14mm 12mm}
@media print{:root{color-scheme:light;--ink:#000;--paper:#fff;--faint:#444;--line:#bbb;--soft:#f2f2f2;--red:#a3340f;--green:#135c38}
body{max-width:none;padding:0;font-size:9.5pt}main{overflow:visible}h2,p.note,caption{break-after:avoid}
.beside{grid-template-columns:repeat(3,1fr);gap:0 6mm}.picture svg{max-height:222mm}
.tile{font-size:6.5pt}.tile th,.tile td{width:6.3mm}.tile thead th{font-size:5pt}.tile tr th:first-child{width:30mm}
table.tile,.picture,dl{break-inside:avoid}tr{break-inside:avoid}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
"""


def page(of: Document) -> str:
    """The whole page; the same document is the same text."""
    body = "\n".join(part for block in of.blocks for part in _block(block, of.language))
    return (
        f'<!doctype html>\n<html lang="{_LANG[of.language]}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f'<meta name="viewport" content="width=device-width,initial-scale=1">\n<title>{escape(of.title)}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(of.title)}</h1>\n"
        f'<p class="sub">{escape(of.subtitle)}</p>\n{body}\n</main>\n<footer>{escape(of.foot)}</footer>\n</body>\n</html>\n'
    )


def _block(block: Block, language: str) -> Iterator[str]:
    match block:
        case Heading(text):
            yield f"<h2>{escape(text)}</h2>"
        case Text(text, tone):
            yield f'<p class="{tone}">{escape(text)}</p>'
        case Facts(rows, large):
            yield f'<dl class="{"large" if large else "facts"}">'
            for name, value in rows:
                pair = f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
                yield f"<div>{pair}</div>" if large else pair
            yield "</dl>"
        case Table():
            yield from _table(block)
        case Beside(tables):
            yield '<div class="beside">'
            for table in tables:
                yield from _table(table)
            yield "</div>"
        case Heat(title, readers, columns, caption):
            yield f'<div class="picture">{heat(title, readers, columns, caption)}</div>'
        case Tile():
            yield from _tile(block)


def _table(of: Table) -> Iterator[str]:
    look = ['<td class="n">' if place in of.numbers else "<td>" for place in range(len(of.heads))]
    heads = "".join(
        f'<th scope="col"{" class=n" if place in of.numbers else ""}>{escape(head)}</th>'
        for place, head in enumerate(of.heads)
    )
    yield f"<table><caption>{escape(of.name)}</caption><thead><tr>{heads}</tr></thead><tbody>"
    for row in of.rows:
        yield "<tr>" + "".join(f"{start}{escape(cell)}</td>" for start, cell in zip(look, row, strict=True)) + "</tr>"
    yield "</tbody></table>"


def _tile(of: Tile) -> Iterator[str]:
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for _, name in of.columns)
    yield f'<table class="tile"><caption>{escape(of.name)}</caption><thead><tr><th></th>{heads}</tr></thead><tbody>'
    for label, role, cells in of.rows:
        shown = "".join(_cell(cells.get(column)) for column, _ in of.columns)
        yield f'<tr><th scope="row">{escape(label)} <span>{escape(role)}</span></th>{shown}</tr>'
    yield "</tbody></table>"


def _cell(cell: Cell | None) -> str:
    if cell is None:
        return "<td>"
    denied = f'<span class="d">/{cell.denials}</span>' if cell.denials else ""
    shown = str(cell.reads) if cell.reads or not denied else "0"
    return f'<td class="s{shade(cell.reads)}">{shown}{denied}' if cell.reads else f"<td>{shown}{denied}"
