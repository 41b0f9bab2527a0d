// The address says what is shown: the panel behind the #, the filters behind the ?, so that a link shows it again.
(function () {
	var of_panel = { find: true };

	function controls() { return Array.from(document.querySelectorAll('[data-kept]')); }

	function worth(control) {
		var chosen = control.id === 'practice' && practice(control.value);
		return chosen ? /\(([^()]+)\)$/.exec(chosen)[1] : control.value;
	}

	// The practice that is meant by a name, a code or both: 'Name (CODE)'.
	function practice(text) {
		var wanted = text.trim().toLowerCase(), options = Array.from(document.querySelectorAll('#practice-names option')).map(function (option) { return option.value; });
		return wanted && options.filter(function (value) {
			var whole = value.toLowerCase();
			return whole === wanted || whole.slice(0, whole.lastIndexOf(' (')) === wanted || whole.slice(whole.lastIndexOf('(')) === '(' + wanted + ')';
		})[0];
	}

	// In the address: the set of data, and every filter that is not as it was at first: those of all panels, and those in sight.
	function remember() {
		var asked = new URLSearchParams(), set = new URLSearchParams(location.search).get('data');

		if (set) asked.set('data', set);
		controls().forEach(function (control) {
			if (worth(control) !== control.dataset.kept && (control.offsetParent || control.closest('main > .filters'))) asked.set(control.id, worth(control));
		});
		var search = String(asked) ? '?' + asked : '';
		if (search !== location.search) history.replaceState(null, '', (search || location.pathname) + location.hash);
		title();
	}

	function title() {
		var panel = current(), borough = document.getElementById('borough'), period = document.getElementById('period');
		var words = [document.querySelector('#panel-' + panel.dataset.panel + ' h2').textContent, borough.options[borough.selectedIndex].text];
		if (period && period.offsetParent) words.push(period.value);
		document.title = words.concat([document.body.dataset.name, 'placebase']).join(' \u00b7 ');
	}

	function current() {
		var links = Array.from(document.querySelectorAll('nav a[data-panel]')), wanted = location.hash.slice(1);
		return links.filter(function (link) { return link.dataset.panel === wanted; })[0] || links[0];
	}

	function show() {
		var known = current();

		document.querySelectorAll('nav a[data-panel]').forEach(function (link) {
			if (link === known) link.setAttribute('aria-current', 'page');
			else link.removeAttribute('aria-current');
		});
		// within the bar only: the page itself stays where it is
		var bar = known.parentNode;
		bar.scrollLeft = known.offsetLeft - (bar.clientWidth - known.offsetWidth) / 2;
		document.querySelectorAll('[data-with]').forEach(function (some) {
			var hide = some.dataset.with.split(' ').indexOf(known.dataset.panel) < 0;
			if (some.hidden === hide) return;
			some.hidden = hide;
			// Shiny asks the server for what is in sight only
			$(some).trigger(hide ? 'hidden' : 'shown');
		});
		remember();
	}

	$(show);
	$(document).on('shiny:inputchanged', function () { setTimeout(remember, 0); });
	window.addEventListener('hashchange', function () {
		if (location.hash === '#main') return;
		show();
		window.scrollTo(0, 0);
	});

	// A name that is meant is written out.
	document.addEventListener('change', function (event) {
		var chosen = event.target.id === 'practice' && practice(event.target.value);
		if (!chosen || chosen === event.target.value) return;
		event.target.value = chosen;
		$(event.target).trigger('change');
	});

	// ---- find on the map ---------------------------------------------------------------

	document.addEventListener('focusin', function (event) {
		if (event.target.id !== 'find' || of_panel.filled) return;
		of_panel.filled = true;
		shapes.load().then(function (made) {
			var list = document.getElementById('find-names'), names = document.createDocumentFragment();
			Object.keys(made.boroughs).forEach(function (code) { names.append(element('option', { value: made.boroughs[code] })); });
			document.querySelectorAll('#practice-names option').forEach(function (option) { names.append(element('option', { value: option.value })); });
			made.areas.forEach(function (area) { names.append(element('option', { value: area.name })); });
			list.append(names);
		});
	});

	document.addEventListener('change', function (event) {
		if (event.target.id !== 'find') return;
		var wanted = event.target.value.trim().toLowerCase(), said = event.target.parentNode.querySelector('.found');

		if (!wanted) return;
		shapes.load().then(function (made) {
			var borough = Object.keys(made.boroughs).filter(function (code) { return made.boroughs[code].toLowerCase() === wanted; })[0];
			var chosen = practice(wanted);
			var area = made.areas.filter(function (one) { return one.name.toLowerCase() === wanted || one.code.toLowerCase() === wanted; })[0];

			if (borough) {
				maps.find(function (one) { return one.place === borough; });
				said.textContent = 'The map shows ' + made.boroughs[borough] + '.';
			} else if (area) maps.find(function (one) { return one === area; }).then(function (says) { said.textContent = says; });
			else if (chosen) {
				var box = document.getElementById('practice');
				box.value = chosen;
				$(box).trigger('change');
				location.hash = '#catchment';
				said.textContent = 'The map shows where its people live: ' + chosen + '.';
			} else said.textContent = 'No practice, area or borough of that name.';
		});
	});
})();
