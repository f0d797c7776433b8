namespace Fathom;

/// <summary>The style sheet of <see cref="HtmlReport"/>.</summary>
/// <remarks>
/// Charts are drawn at each of three widths and the one that fits is shown, so letters are never scaled below 12 px and nothing wider than a phone
/// scrolls the page; tables scroll in their own frame. Every pair of text and ground reaches a contrast of 4.5 : 1 in light and dark.
/// </remarks>
internal static class HtmlReportStyle
{
    public const string Css = """

        :root{--ink:#1f2430;--soft:#565f6e;--line:#e3e6ec;--paper:#fff;--page:#f4f5f8;--accent:#0068a3;--wrong:#d55e00;--note:#fff6e3;--note-line:#e69f00;--bad:#fdecea;--bad-line:#c5381f;--good-line:#00845f;--most:46%}
        @media screen and (prefers-color-scheme:dark){:root{--ink:#e8eaf0;--soft:#a9b1bf;--line:#2d333e;--paper:#16191f;--page:#0e1014;--accent:#6bbdf0;--wrong:#ff8a4c;--note:#241d10;--note-line:#e69f00;--bad:#2b1613;--bad-line:#ff7d66;--good-line:#2fc497;--most:36%}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%}
        body{margin:0 auto;max-width:1090px;padding:2rem 1.25rem 3rem;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;overflow-wrap:break-word}
        h1{margin:0;font-size:1.95rem;line-height:1.2;letter-spacing:-.018em}
        h2{margin:0 0 .75rem;font-size:1.22rem;letter-spacing:-.01em}
        h3{margin:1.5rem 0 .5rem;font-size:1rem}
        p{margin:.5rem 0 1rem;max-width:80ch}
        a{color:var(--accent)}
        :focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
        .skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.6rem;padding:.4rem .8rem;background:var(--paper);z-index:2}
        .subtitle{margin:.35rem 0 0;color:var(--soft);max-width:none}
        section{margin-top:1.1rem;padding:1.35rem 1.5rem;background:var(--paper);border:1px solid var(--line);border-radius:14px;scroll-margin-top:3.6rem}
        section>:last-child{margin-bottom:0}
        dl,dd,figure{margin:0}
        .contents{position:sticky;top:0;z-index:1;margin:1.2rem 0 0;background:var(--page)}
        .contents ul{display:flex;gap:.1rem .35rem;margin:0;padding:.45rem 0;list-style:none;overflow-x:auto;scrollbar-width:thin}
        .contents a{display:block;padding:.3rem .7rem;border-radius:99px;color:var(--soft);font-size:.88rem;text-decoration:none;white-space:nowrap}
        .contents a:hover{background:var(--paper);color:var(--ink);text-decoration:underline}
        .headlines{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;margin:1.4rem 0 0}
        .headlines div{padding:.85rem 1.1rem;background:var(--paper);border:1px solid var(--line);border-radius:14px}
        .headlines dt{color:var(--soft);font-size:.85rem}
        .headlines dd{font-size:1.6rem;font-weight:650;letter-spacing:-.01em;font-variant-numeric:tabular-nums;line-height:1.3}
        .headlines small{display:block;color:var(--soft);font-size:.82rem;font-weight:400;letter-spacing:0}
        figure,.scroll,.facts,.notices,pre,.row{margin:0 0 1rem}
        figcaption{margin:0 0 .15rem;font-weight:600;font-size:.95rem}
        figcaption small{display:block;color:var(--soft);font-weight:400;font-size:.85rem}
        figure svg{display:block;margin:0 auto}
        .fits svg{max-width:none}.fits{overflow:hidden}
        .w960,.w460{display:none}
        @media (min-width:540px){.w320{display:none}.w460{display:block}}
        @media (min-width:1072px){.fits:not(.row .fits) .w460{display:none}.w960{display:block}.row .w960{display:none}}
        @media print{.w320{display:none}.w460{display:block}.w960{display:none}}
        .row{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(29.5rem,100%),1fr));gap:1.1rem 1.2rem;align-items:start}
        .row>*{min-width:0}
        .scroll{overflow-x:auto;scrollbar-width:thin;container-type:inline-size}
        table{border-collapse:collapse;font-size:.92rem;font-variant-numeric:tabular-nums}
        caption{padding:0 0 .5rem;color:var(--soft);text-align:left;font-size:.88rem}
        caption span{display:inline-block;position:sticky;left:0;max-width:100cqw}
        th,td{padding:.34rem 1.5rem .34rem 0;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
        th:last-child,td:last-child{padding-right:.2rem}
        thead th{color:var(--soft);font-weight:600;white-space:nowrap}
        tbody tr:last-child>*{border-bottom:0}
        tbody th{font-weight:500}
        .right{text-align:right}.center{text-align:center}
        td.right{white-space:nowrap}
        .rule>*{border-top:2px solid var(--line);font-weight:600}
        .confusion{border-collapse:separate;border-spacing:3px}
        .confusion th,.confusion td{border:0;padding:.4rem .7rem}
        .confusion thead th,.confusion td{text-align:center}
        .confusion tbody th{font-weight:600;text-align:right;vertical-align:middle}
        .confusion td{min-width:4.6rem;border-radius:7px;vertical-align:middle}
        .confusion .hit{background:color-mix(in srgb,var(--accent) calc(6% + var(--most)*var(--share)),var(--paper))}
        .confusion .miss{background:color-mix(in srgb,var(--wrong) calc(8% + var(--most)*var(--share)),var(--paper))}
        .confusion b,.confusion small{display:block}.confusion b{font-weight:650}.confusion small{font-size:.8rem}
        .confusion .sum,.confusion .zero{color:var(--soft)}
        .facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(19rem,100%),1fr));gap:0 2.2rem}
        .facts div{display:flex;justify-content:space-between;gap:1rem;padding:.34rem 0;border-bottom:1px solid var(--line);font-size:.92rem}
        .facts dt{color:var(--soft)}
        .facts dd{text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
        .notices{padding:.7rem 1rem .7rem 2rem;background:var(--note);border-left:4px solid var(--note-line);border-radius:6px;font-size:.94rem}
        .finding{margin:0 0 .9rem;padding:.85rem 1.1rem;background:var(--note);border-left:4px solid var(--note-line);border-radius:6px}
        .finding.error{background:var(--bad);border-color:var(--bad-line)}.finding.note{background:none;border-color:var(--soft)}
        .finding h3{margin:0 0 .3rem}.finding h3 small{margin-right:.5rem;text-transform:uppercase;letter-spacing:.05em;font-size:.78rem}
        .finding p{margin:.2rem 0}.finding dl{display:grid;grid-template-columns:max-content 1fr;gap:.15rem 1rem;margin:.4rem 0 0;font-size:.93rem}.finding dt{color:var(--soft)}
        .pictures{display:grid;grid-template-columns:repeat(auto-fill,minmax(7.2rem,1fr));gap:1.1rem .8rem;margin:0 0 1rem}
        .pictures figure{margin:0}.pictures img{display:block;image-rendering:pixelated;border-radius:6px;border:1px solid var(--line)}
        .pictures figcaption{margin:.3rem 0 0;font-size:.84rem;line-height:1.35;font-weight:500}.pictures small{font-size:.78rem}
        .all{color:var(--good-line);font-weight:600}
        pre{padding:.9rem 1rem;white-space:pre-wrap;overflow-wrap:anywhere;background:var(--page);border:1px solid var(--line);border-radius:8px;font:13px/1.45 ui-monospace,"Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
        footer{margin-top:1.5rem;color:var(--soft);font-size:.85rem}
        @media (max-width:560px){.contents{position:static}.contents ul{flex-wrap:wrap}tr>:nth-child(n+5):not(.right){min-width:9rem}.confusion td{min-width:3.4rem}.confusion th,.confusion td{padding:.4rem .3rem}body{padding:1.25rem .75rem 2rem}section{padding:1.05rem .95rem;border-radius:12px}h1{font-size:1.55rem}.headlines{grid-template-columns:1fr 1fr;gap:.6rem}.headlines dd{font-size:1.35rem}.finding dl{grid-template-columns:1fr}}
        @media print{body{background:#fff;max-width:none;padding:0;font-size:10.5pt}section,.headlines div{break-inside:auto;border-color:#ccc}figure,tr,.headlines div{break-inside:avoid}h2,h3{break-after:avoid}.scroll,pre{overflow:visible}.contents,.skip{display:none}}

        """;
}
