/// How the census's page looks: one accent, the reader's own fonts, light or dark as the reader has it.
enum CensusHTMLStyle {
  static let page = """
    :root {
      color-scheme: light dark;
      --paper: #fbfaf7; --wash: #f1eee8; --ink: #1e1c19; --soft: #625d55; --line: #ddd8cf;
      --accent: #a23c14; --on-accent: #fff; --tint: #d9946f; --faint: #e7ddd3;
      --mono: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #161718; --wash: #1f2123; --ink: #e8e5df; --soft: #a5a097; --line: #36383b;
        --accent: #f0996a; --on-accent: #1c0d05; --tint: #9a5a38; --faint: #3a332e;
      }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
    body {
      margin: 0 auto; padding: 2rem 1rem 3rem; max-width: 110rem;
      background: var(--paper); color: var(--ink);
      font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif;
      overflow-wrap: anywhere;
    }
    h1, h2, h3 { line-height: 1.2; font-weight: 600; text-wrap: balance; }
    h1 { margin: 0 0 1.25rem; font-size: 1.75rem; letter-spacing: -.015em; }
    h2 { margin: 2.5rem 0 .75rem; font-size: 1.15rem; }
    h3 { margin: 0; font-size: 1rem; font-family: var(--mono); }
    code { font-family: var(--mono); font-size: .92em; }
    a { color: inherit; text-decoration: underline 1px var(--accent); text-underline-offset: .2em; }
    a:hover { color: var(--accent); }
    :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
    h2:focus-visible { outline: none; }
    button, input, select { font: inherit; color: inherit; }
    .note, footer { color: var(--soft); font-size: .9rem; margin: 0 0 1rem; }
    footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); }
    .skip { position: absolute; left: -100vw; top: 0; padding: .5rem 1rem; background: var(--paper); z-index: 2; }
    .skip:focus { left: 0; }
    [hidden] { display: none !important; }

    .summary { display: flex; flex-wrap: wrap; margin: 0; border-block: 1px solid var(--line); }
    .summary > div { padding: .8rem 2rem .8rem 0; }
    .summary dt { color: var(--soft); font-size: .82rem; }
    .summary dd { margin: 0; font-size: 1.6rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
    .summary .warn dd { color: var(--accent); font-weight: 600; }
    .summary ul { margin: .35rem 0 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: .1rem 1rem; }
    .summary li { font-size: .92rem; }

    .chart { margin: 0; padding: 0; list-style: none; max-width: 70rem; }
    .chart li {
      display: grid; grid-template-columns: minmax(0, 18rem) minmax(0, 1fr) 5rem; gap: 1rem;
      align-items: center; padding: .12rem 0;
    }
    .chart a { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font: 13px/1.5 var(--mono); }
    .chart svg { display: block; width: 100%; height: .7rem; }
    .chart .bytes { text-align: right; font-size: .85rem; font-variant-numeric: tabular-nums; }
    .swatch { display: inline-block; width: .7em; height: .7em; margin-left: .7em; }
    .legend { white-space: nowrap; }
    .key { fill: var(--accent); background: var(--accent); }
    .value { fill: var(--tint); background: var(--tint); }
    .rest { fill: var(--line); background: var(--line); }
    @media (max-width: 47.99rem) {
      body { padding-top: 1.25rem; }
      .summary { display: grid; grid-template-columns: 1fr 1fr; align-items: end; }
      .summary > div { padding: .5rem 1rem .5rem 0; }
      .summary .kinds { grid-column: 1 / -1; }
      .chart li { grid-template-columns: minmax(0, 1fr) auto; gap: 0 1rem; padding: .25rem 0; }
      .chart svg { grid-row: 2; grid-column: 1 / -1; }
    }

    """

  static let table = """
    #controls { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: end; margin-bottom: 1rem; }
    .field { margin: 0; }
    .field label { display: block; color: var(--soft); font-size: .82rem; }
    .field input, .field select {
      width: 100%; min-height: 2.4rem; padding: .3rem .6rem; border: 1px solid var(--soft); border-radius: 4px;
      background: var(--paper);
    }
    .grow { flex: 1 1 16rem; max-width: 30rem; }
    #count { margin: 0; padding-bottom: .55rem; color: var(--soft); font-size: .9rem; }
    .more { text-align: center; }
    .more button {
      padding: .55rem 1.2rem; border: 1px solid var(--soft); border-radius: 4px; background: none; cursor: pointer;
    }
    .more button:hover { border-color: var(--accent); color: var(--accent); }
    .scroll { overflow-x: auto; }
    table { border-collapse: collapse; width: 100%; font-size: 13px; line-height: 1.4; }
    #table { table-layout: fixed; min-width: 78rem; font-size: 12.5px; }
    th, td {
      padding: .45rem .6rem .45rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line);
    }
    th { color: var(--soft); font-weight: 600; font-size: 12px; background: var(--paper); overflow-wrap: normal; }
    th button {
      padding: 0; border: 0; background: none; color: inherit; font-weight: inherit; cursor: pointer; text-align: left;
    }
    th button:hover, th[aria-sort] button { color: var(--accent); }
    th[aria-sort] button::after { content: " ↑"; }
    th[aria-sort="descending"] button::after { content: " ↓"; }
    small { color: var(--soft); font-size: .92em; white-space: nowrap; }
    @media (min-width: 48rem) {
      #table > * > tr > :nth-child(1) { width: 9.8%; }
      #table > * > tr > :nth-child(2) { width: 13.4%; }
      #table > * > tr > :nth-child(3) { width: 5.2%; }
      #table > * > tr > :nth-child(4) { width: 4.7%; }
      #table > * > tr > :nth-child(5) { width: 8.4%; }
      #table > * > tr > :nth-child(6) { width: 9.4%; }
      #table > * > tr > :nth-child(7) { width: 4.3%; }
      #table > * > tr > :nth-child(8) { width: 8.4%; }
      #table > * > tr > :nth-child(9) { width: 4.5%; }
      #table > * > tr > :nth-child(10) { width: 5%; }
      #table > * > tr > :nth-child(11) { width: 4.8%; }
      #table > * > tr > :nth-child(12) { width: 6.6%; }
      #table > * > tr > :nth-child(13) { width: 3.4%; }
    }
    #table > * > tr > :nth-child(2) { font-family: var(--mono); }
    td:nth-child(7), td:nth-child(13) { font-variant-numeric: tabular-nums; }
    #table > thead th:nth-child(2) { font-family: inherit; }
    tbody tr { scroll-margin-top: 3rem; }
    tbody tr:hover { background: var(--wash); }
    td > [class^="r"] { display: inline-block; border-radius: 3px; white-space: nowrap; font-size: 12px; }
    .r0 { padding: 0 .45em; background: var(--accent); color: var(--on-accent); font-weight: 600; }
    .r1 { padding: 0 .45em; box-shadow: inset 0 0 0 1px var(--accent); color: var(--accent); font-weight: 600; }
    .r2 { color: var(--accent); }
    .r4, .r5 { color: var(--soft); }

    article { padding: 1rem 0 1rem 1rem; border-left: 3px solid var(--accent); content-visibility: auto;
      contain-intrinsic-size: auto 20rem; }
    article + article { margin-top: 1.5rem; }
    article ul { margin: .5rem 0 1rem; padding-left: 1.2rem; max-width: 60rem; font-size: 14px; }
    .id { margin: .15rem 0 0; color: var(--soft); font-size: 13px; }
    .sites { max-width: 75rem; }
    .sites :is(th, td):is(:first-child, :last-child) { white-space: nowrap; }
    .sites caption { text-align: left; font-weight: 600; padding-bottom: .25rem; }
    .sites td:nth-child(n + 2):nth-child(-n + 4) { font-family: var(--mono); font-size: 12px; }
    .sites .bare td { color: var(--accent); }
    .detail, .detail:hover { background: none !important; }
    #table > tbody > .detail > td { width: auto; font-family: inherit; padding: .5rem 0 1.5rem; }

    @media (min-width: 80rem) {
      #table { min-width: 0; }
      .scroll:has(> #table) { overflow: visible; }
      #table > thead th { position: sticky; top: 0; z-index: 1; }
    }
    @media (max-width: 47.99rem) {
      .field, .grow { flex: 1 1 7rem; max-width: none; }
      .grow { flex-basis: 100%; }
      #table, #table > tbody, #table > tbody > tr { display: block; min-width: 0; }
      #table > thead { display: block; overflow-x: auto; }
      #table > thead > tr { display: flex; gap: 1.1rem; width: max-content; }
      #table > thead th { width: auto !important; padding-block: .7rem; border: 0; font-size: 13px; }
      #table > tbody > tr { padding: .8rem 0; border-bottom: 1px solid var(--line); }
      #table > tbody > tr:not(.detail) { display: grid; grid-template-columns: 1fr 1fr; gap: .45rem 1rem; }
      #table > tbody > tr > td { display: block; width: auto; padding: 0; border: 0; font-size: 14px; }
      #table > tbody > tr > td:nth-child(2) { grid-column: 1 / -1; grid-row: 1; font-size: 15px; }
      #table > tbody > tr > td:nth-child(14) { grid-column: 1 / -1; }
      #table > tbody > tr:not(.detail) > td::before {
        display: block; color: var(--soft); font: 11.5px/1.4 system-ui, sans-serif;
      }
      #table > tbody > tr:not(.detail) > td:nth-child(1)::before { content: "Risk"; }
      #table > tbody > tr:not(.detail) > td:nth-child(3)::before { content: "Kind"; }
      #table > tbody > tr:not(.detail) > td:nth-child(4)::before { content: "Scope"; }
      #table > tbody > tr:not(.detail) > td:nth-child(5)::before { content: "Key"; }
      #table > tbody > tr:not(.detail) > td:nth-child(6)::before { content: "Value"; }
      #table > tbody > tr:not(.detail) > td:nth-child(7)::before { content: "Bytes an entry"; }
      #table > tbody > tr:not(.detail) > td:nth-child(8)::before { content: "Guard"; }
      #table > tbody > tr:not(.detail) > td:nth-child(9)::before { content: "Growth"; }
      #table > tbody > tr:not(.detail) > td:nth-child(10)::before { content: "Bound"; }
      #table > tbody > tr:not(.detail) > td:nth-child(11)::before { content: "Shrinks"; }
      #table > tbody > tr:not(.detail) > td:nth-child(12)::before { content: "Concurrent"; }
      #table > tbody > tr:not(.detail) > td:nth-child(13)::before { content: "Sites"; }
      #table > tbody > tr:not(.detail) > td:nth-child(14)::before { content: "Place"; }
      #table .detail .sites { min-width: 40rem; }
      article { padding-left: .75rem; }
    }
    @media print { form, .more, .skip { display: none !important; } }

    """
}
