/// What makes the census's page sort, filter and show sites.
enum CensusHTMLScript {
  static let text = #"""
    'use strict';
    (() => {
      const step = 200;
      const table = document.getElementById('table');
      const body = table.tBodies[0];
      const controls = document.getElementById('controls');
      const filter = document.getElementById('filter');
      const choices = Array.from(controls.querySelectorAll('select'));
      const count = document.getElementById('count');
      const more = document.getElementById('more');
      const heads = Array.from(table.tHead.rows[0].cells);
      const rows = Array.from(body.rows);
      // Behind the heading, one for each container in the order of places.
      const articles = document.getElementById('sites').textContent.split('<article ').slice(1);
      const numbers = new Map();
      const open = new Map();
      const keys = [];
      let words;
      let shown = rows;
      let limit = step;
      let sorted = { column: 0, isDown: false };

      const text = (row, column) => row.cells[column].textContent;
      rows.forEach((row) => numbers.set(row, Number(row.cells[1].firstChild.getAttribute('href').slice(2))));

      // What the rows are compared by in a column; null for what is not there, which comes last either way.
      function keysOf(column) {
        if (keys[column]) return keys[column];
        const order = heads[column].dataset.order;
        const found = new Map();
        rows.forEach((row, index) => {
          const cell = text(row, column);
          let key = index;
          if (order === 'place') key = numbers.get(row);
          else if (cell === '–') key = null;
          else if (order === 'number') key = Number(cell);
          else if (order === 'text') key = cell.toLowerCase();
          found.set(row, key);
        });
        return keys[column] = found;
      }

      function sort(column, isDown) {
        const key = keysOf(column);
        const sign = isDown ? -1 : 1;
        sorted = { column, isDown };
        heads.forEach((head, index) => {
          if (index === column) head.setAttribute('aria-sort', isDown ? 'descending' : 'ascending');
          else head.removeAttribute('aria-sort');
        });
        const from = new Map(rows.map((row, index) => [row, index]));
        shown = shown.slice().sort((a, b) => {
          const x = key.get(a), y = key.get(b);
          if (x !== y) {
            if (x === null) return 1;
            if (y === null) return -1;
            return x < y ? -sign : sign;
          }
          return from.get(a) - from.get(b);
        });
      }

      function select() {
        words ??= rows.map((row) => Array.from(row.cells, (cell) => cell.textContent).join('\n').toLowerCase());
        const terms = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
        const wanted = choices.filter((choice) => choice.value);
        shown = rows.filter((row, index) =>
          wanted.every((choice) => text(row, Number(choice.dataset.column)) === choice.value)
            && terms.every((term) => words[index].includes(term)));
        sort(sorted.column, sorted.isDown);
      }

      // On narrow screens a row is a card: to readers of the tree it stays a row of a table.
      function describe(row) {
        if (row.role) return;
        row.role = 'row';
        for (const cell of row.cells) cell.role = 'cell';
      }

      function draw() {
        const list = document.createDocumentFragment();
        const end = Math.min(limit, shown.length);
        for (let index = 0; index < end; index++) {
          describe(shown[index]);
          list.append(shown[index]);
          const detail = open.get(shown[index]);
          if (detail) list.append(detail);
        }
        body.replaceChildren(list);
        const some = shown.length === rows.length ? '' : shown.length.toLocaleString('en') + ' of ';
        const things = rows.length === 1 ? ' container' : ' containers';
        count.textContent = some + rows.length.toLocaleString('en') + things;
        const rest = shown.length - end;
        more.parentNode.hidden = rest === 0;
        more.textContent = `Show ${Math.min(rest, step)} more of ${rest.toLocaleString('en')}`;
      }

      function expand(row) {
        if (open.has(row)) return;
        const number = numbers.get(row);
        const detail = document.createElement('tr');
        detail.className = 'detail';
        const cell = detail.insertCell();
        cell.colSpan = heads.length;
        cell.innerHTML = '<article ' + articles[number];
        open.set(row, detail);
        row.after(detail);
        row.cells[1].firstChild.setAttribute('aria-expanded', 'true');
      }

      function collapse(row) {
        open.get(row).remove();
        open.delete(row);
        row.cells[1].firstChild.setAttribute('aria-expanded', 'false');
      }

      // Shows a container wherever it is: beyond the rows on the page, or filtered away.
      function reveal(number) {
        const row = rows.find((row) => numbers.get(row) === number);
        if (!row) return;
        if (!shown.includes(row)) {
          controls.reset();
          select();
        }
        limit = Math.max(limit, shown.indexOf(row) + 1);
        draw();
        expand(row);
        row.scrollIntoView({ block: 'start' });
        row.cells[1].firstChild.focus({ preventScroll: true });
      }

      const container = (hash) => /^#c\d+$/.test(hash) ? Number(hash.slice(2)) : null;

      document.addEventListener('click', (event) => {
        const link = event.target.closest('a[href^="#c"]');
        const number = link && container(link.getAttribute('href'));
        if (number === null) return;
        event.preventDefault();
        history.replaceState(null, '', '#c' + number);
        const row = link.closest('tbody > tr');
        if (!row) reveal(number);
        else if (open.has(row)) collapse(row);
        else expand(row);
      });
      window.addEventListener('hashchange', () => {
        const number = container(location.hash);
        if (number !== null) reveal(number);
      });
      heads.forEach((head, column) => {
        const button = document.createElement('button');
        button.type = 'button';
        button.append(...head.childNodes);
        button.addEventListener('click', () => {
          sort(column, sorted.column === column && !sorted.isDown);
          draw();
        });
        head.append(button);
      });
      controls.addEventListener('input', () => {
        limit = step;
        select();
        draw();
      });
      controls.addEventListener('submit', (event) => event.preventDefault());
      more.addEventListener('click', () => {
        limit += step;
        draw();
      });

      table.role = 'table';
      table.tHead.role = body.role = 'rowgroup';
      table.tHead.rows[0].role = 'row';
      heads.forEach((head) => head.role = 'columnheader');
      controls.hidden = false;
      rows.forEach((row) => row.cells[1].firstChild.setAttribute('aria-expanded', 'false'));
      sort(0, false);
      draw();
      const number = container(location.hash);
      if (number !== null) reveal(number);
    })();

    """#
}
