namespace Fathom;

/// <summary>The style sheet of <see cref="HtmlReport"/>.</summary>
internal static class HtmlReportStyle
{
    public const string Css = """

        :root{--ink:#1f2430;--soft:#5d6675;--line:#e3e6ec;--paper:#fff;--page:#f5f6f8;--accent:#0072b2;--wrong:#d55e00;--note:#fff6e3;--note-line:#e69f00}
        @media screen and (prefers-color-scheme:dark){:root{--ink:#e8eaf0;--soft:#a4adbc;--line:#2d333e;--paper:#16191f;--page:#0e1014;--accent:#56b4e9;--wrong:#ff8a4c;--note:#241d10;--note-line:#e69f00}}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:1040px;padding:2rem 1.25rem 3rem;background:var(--page);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
        h1{margin:0;font-size:1.9rem;line-height:1.2;letter-spacing:-.015em}
        h2{margin:0 0 .75rem;font-size:1.15rem}
        p{margin:.5rem 0 1rem;max-width:70ch}
        .subtitle{margin:.35rem 0 0;color:var(--soft)}
        section{margin-top:1.1rem;padding:1.25rem 1.4rem;background:var(--paper);border:1px solid var(--line);border-radius:12px}
        section>:last-child{margin-bottom:0}
        dl,dd,figure{margin:0}
        .headlines{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;margin:1.4rem 0 0}
        .headlines div{padding:.85rem 1.1rem;background:var(--paper);border:1px solid var(--line);border-radius:12px}
        .headlines dt{color:var(--soft);font-size:.82rem}
        .headlines dd{font-size:1.6rem;font-weight:650;letter-spacing:-.01em;font-variant-numeric:tabular-nums;line-height:1.3}
        .headlines small{display:block;color:var(--soft);font-size:.8rem;font-weight:400;letter-spacing:0}
        figure,.scroll,.facts,.notices,pre,.row{margin:0 0 1rem}
        figure{overflow-x:auto}
        figure svg{display:block;margin:0 auto}section>figure svg{min-width:36rem}
        .row{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(24rem,100%),1fr));gap:1rem;align-items:start}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;font-size:.92rem;font-variant-numeric:tabular-nums}
        caption{padding:0 0 .5rem;color:var(--soft);text-align:left;font-size:.85rem}
        th,td{padding:.32rem 1.5rem .32rem 0;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
        th:last-child,td:last-child{padding-right:.2rem}
        thead th{color:var(--soft);font-weight:600;white-space:nowrap}
        tbody tr:last-child>*{border-bottom:0}
        .right{text-align:right}.center{text-align:center}
        .rule>*{border-top:2px solid var(--line);font-weight:600}
        .confusion{border-collapse:separate;border-spacing:3px}
        .confusion th,.confusion td{border:0;padding:.4rem .7rem}
        .confusion thead th,.confusion td{text-align:center}
        .confusion tbody th{font-weight:600;text-align:right;vertical-align:middle}
        .confusion td{min-width:4.6rem;border-radius:7px;vertical-align:middle}
        .confusion .hit{background:color-mix(in srgb,var(--accent) calc(6% + 40%*var(--share)),var(--paper))}
        .confusion .miss{background:color-mix(in srgb,var(--wrong) calc(9% + 60%*var(--share)),var(--paper))}
        .confusion b,.confusion small{display:block}.confusion b{font-weight:650}
        .confusion .sum,.confusion .zero{color:var(--soft)}.confusion small{opacity:.8}
        .facts{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(19rem,100%),1fr));gap:0 2.2rem}
        .facts div{display:flex;justify-content:space-between;gap:1rem;padding:.3rem 0;border-bottom:1px solid var(--line);font-size:.92rem}
        .facts dt{color:var(--soft)}
        .facts dd{text-align:right;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
        .notices{padding:.7rem 1rem .7rem 2rem;background:var(--note);border-left:4px solid var(--note-line);border-radius:6px;font-size:.94rem}
        pre{padding:.9rem 1rem;overflow-x:auto;background:var(--page);border:1px solid var(--line);border-radius:8px;font:13px/1.45 ui-monospace,"Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace}
        footer{margin-top:1.5rem;color:var(--soft);font-size:.82rem}
        @media print{body{background:#fff;max-width:none;padding:0;font-size:11pt}section,.headlines div{break-inside:avoid;border-color:#ccc}.scroll,pre{overflow:visible}}

        """;
}
