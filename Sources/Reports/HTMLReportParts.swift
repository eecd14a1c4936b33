/// How the page of findings looks, beside what all pages share, and what makes it filter.
enum HTMLReportParts {
  static let style = """
    body { max-width: 70rem; }
    #controls { display: flex; flex-wrap: wrap; gap: .75rem 1rem; align-items: end; margin: 1.5rem 0 0; }
    #count { margin: 0 0 .5rem; color: var(--soft); }
    .field { margin: 0; }
    .field label { display: block; color: var(--soft); font-size: .82rem; }
    .field input, .field select {
      width: 100%; min-height: 2.4rem; padding: .3rem .6rem; border: 1px solid var(--soft); border-radius: 4px;
      background: var(--paper);
    }
    .grow { flex: 1 1 16rem; max-width: 30rem; }
    .file h2 { font-family: var(--mono); font-size: 1rem; }
    article { padding: .8rem 0; border-top: 1px solid var(--line); content-visibility: auto;
      contain-intrinsic-size: auto 8rem; }
    article:target { background: var(--wash); }
    article h3 { font-size: .92rem; font-weight: 400; }
    article p { margin: .4rem 0; }
    article ul { margin: .4rem 0; padding-left: 1.2rem; font-size: .92rem; }
    .severity { display: inline-block; padding: 0 .45em; border-radius: 3px; box-shadow: inset 0 0 0 1px var(--soft); }
    .severity.error { background: var(--accent); color: var(--on-accent); box-shadow: none; font-weight: 600; }
    .severity.warning { color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
    .rule, .place, .number { color: var(--soft); }
    .place { font-family: var(--mono); font-size: .85rem; }
    pre { margin: .5rem 0; padding: .4rem .6rem; overflow-x: auto; background: var(--wash); font: 13px/1.5 var(--mono);
      overflow-wrap: normal; }
    mark { background: var(--faint); color: inherit; text-decoration: underline 2px var(--accent); }
    @media print { form, .skip { display: none !important; } pre { white-space: pre-wrap; } }

    """

  static let script = #"""
    'use strict';
    (() => {
      const controls = document.getElementById('controls');
      const filter = document.getElementById('filter');
      const choices = Array.from(controls.querySelectorAll('select'));
      const count = document.getElementById('count');
      const files = Array.from(document.querySelectorAll('.file'), (section) => ({
        section,
        path: section.querySelector('h2').textContent.toLowerCase(),
        articles: Array.from(section.querySelectorAll('article')),
      }));
      const total = files.reduce((sum, file) => sum + file.articles.length, 0);

      function select() {
        const terms = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
        let shown = 0;
        for (const file of files) {
          let here = 0;
          for (const article of file.articles) {
            const words = terms.length ? file.path + '\n' + article.textContent.toLowerCase() : '';
            article.hidden = !(choices.every((choice) => !choice.value || article.dataset[choice.dataset.key] === choice.value)
              && terms.every((term) => words.includes(term)));
            if (!article.hidden) here++;
          }
          file.section.hidden = here === 0;
          shown += here;
        }
        count.textContent = (shown === total ? '' : shown + ' of ') + total + (total === 1 ? ' finding' : ' findings');
      }

      controls.addEventListener('submit', (event) => event.preventDefault());
      controls.addEventListener('input', select);
      controls.hidden = false;
      select();
    })();

    """#
}
