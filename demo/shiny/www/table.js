// The figures as a table: written as people write them, sorted by any column, searched, and taken away as CSV as they are.
var tables = (function () {
	var months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

	function fixed(value, places) { return value.toLocaleString('en-GB', { minimumFractionDigits: places, maximumFractionDigits: places }); }

	function write(value, kind) {
		if (value === null || value === undefined) return '\u2013';
		if (kind === 'whole') return fixed(value, 0);
		if (kind === 'number') return fixed(value, 3);
		if (kind === 'share') return fixed(100 * value, 1) + '\u00a0%';
		if (kind === 'flag') return value ? 'yes' : 'no';
		if (kind === 'date' || kind === 'time') return Number(value.slice(8, 10)) + ' ' + months[value.slice(5, 7) - 1] + ' ' + value.slice(0, 4) + value.slice(10);
		return String(value);
	}

	function csv(columns) {
		function cell(value) {
			if (value === null || value === undefined) return '';
			return typeof value === 'string' && /[",\n\r]/.test(value) ? '"' + value.replace(/"/g, '""') + '"' : String(value);
		}
		var lines = [columns.map(function (column) { return cell(column.name); }).join(',')];
		for (var i = 0; columns.length && i < columns[0].values.length; i++)
			lines.push(columns.map(function (column) { return cell(column.values[i]); }).join(','));
		return lines.join('\r\n') + '\r\n';
	}

	function fill(figure) {
		var columns = figure.answer.columns, many = columns.length ? columns[0].values.length : 0, state = figure.sorted || { column: -1, down: false };
		var wanted = figure.querySelector('.search input').value.trim().toLowerCase(), order = [], text = [];

		for (var i = 0; i < many; i++) {
			text[i] = columns.map(function (column) { return write(column.values[i], column.kind); });
			if (!wanted || text[i].join(' ').toLowerCase().indexOf(wanted) >= 0) order.push(i);
		}
		if (state.column >= 0 && state.column < columns.length) {
			var values = columns[state.column].values, sign = state.down ? -1 : 1;
			order.sort(function (a, b) {
				var x = values[a], y = values[b];
				if (x === null || y === null) return (x === null) - (y === null) || a - b;	// what is not known is last
				return (typeof x === 'string' ? sign * x.localeCompare(y, 'en', { numeric: true }) : sign * (x - y)) || a - b;
			});
		}
		var table = element('table'), head = element('tr'), rows = document.createDocumentFragment();
		columns.forEach(function (column, n) {
			var cell = element('th', { scope: 'col' }), button = element('button', { type: 'button' }, column.name);
			if (n === state.column) cell.setAttribute('aria-sort', state.down ? 'descending' : 'ascending');
			if (/^(whole|number|share)$/.test(column.kind)) cell.className = 'number';
			button.addEventListener('click', function () {
				figure.sorted = { column: n, down: n === state.column ? !state.down : /^(whole|number|share)$/.test(column.kind) };
				fill(figure);
				figure.querySelectorAll('th button')[n].focus();
			});
			cell.append(button);
			head.append(cell);
		});
		order.forEach(function (i) {
			var row = element('tr');
			columns.forEach(function (column, n) {
				var cell = element('td', {}, text[i][n]);
				if (/^(whole|number|share)$/.test(column.kind)) cell.className = 'number';
				row.append(cell);
			});
			rows.append(row);
		});
		table.append(element('thead'), element('tbody'));
		table.tHead.append(head);
		table.tBodies[0].append(rows);
		figure.querySelector('.wide').replaceChildren(table);
		figure.querySelector('.search .found').textContent = wanted ? order.length.toLocaleString('en-GB') + ' of ' + many.toLocaleString('en-GB') + ' rows' : '';
	}

	return { write: write, csv: csv, fill: fill };
})();
