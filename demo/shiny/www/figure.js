// What R sends for a figure, for key figures and for a sentence, put into its place on the page.
(function () {
	function part(figure, selector) { return figure.querySelector(selector); }

	function show(figure, answer) {
		var nothing = part(figure, '.nothing'), chart = part(figure, '.chart'), map = part(figure, '.maps'), holder = chart || map;

		figure.answer = answer;
		part(figure, 'h3').textContent = answer.title;
		nothing.hidden = !answer.empty;
		nothing.textContent = answer.empty || '';
		holder.hidden = !!answer.empty;
		part(figure, '.under').classList.toggle('without', !!answer.empty);
		part(figure, '.sql pre').textContent = answer.sql;
		part(figure, '.wide').setAttribute('aria-label', 'Figures: ' + (answer.title || ''));
		part(figure, '.search input').value = '';
		figure.sorted = null;
		if (part(figure, '.figures').open) tables.fill(figure);
		else part(figure, '.wide').textContent = '';
		if (answer.empty) return;
		figure.drawing = soon(figure).then(function () {
			if (figure.answer !== answer) return;			// something newer is there
			return chart ? charts.draw(chart, answer.chart, answer.alt) : maps.draw(map, answer.map, answer.alt, answer.columns);
		});
	}

	// What is in sight is drawn at once, and the rest when that is on the screen and the browser has nothing else to do.
	function soon(figure) {
		if (figure.getBoundingClientRect().top < window.innerHeight) return Promise.resolve();
		return new Promise(function (done) {
			if (window.requestIdleCallback) requestIdleCallback(done, { timeout: 400 });
			else setTimeout(done, 50);
		});
	}

	function took(figure, kind) {
		var name = document.body.dataset.set + '-' + figure.id, link = element('a', {}), answer = figure.answer;

		function give(address) {
			link.href = address;
			link.download = name + '.' + kind;
			document.body.append(link);
			link.click();
			link.remove();
		}
		if (kind === 'csv') {
			var file = URL.createObjectURL(new Blob([tables.csv(answer.columns)], { type: 'text/csv' }));
			give(file);
			setTimeout(function () { URL.revokeObjectURL(file); }, 60000);
		} else {
			var chart = part(figure, '.chart');
			(chart ? charts.picture(chart, kind, answer.title, answer.about) : maps.picture(part(figure, '.maps'), kind, answer.title, answer.about)).then(give);
		}
	}

	function failed(place) {
		place.textContent = 'The database did not answer this question. Try again, or choose less at once.';
		place.hidden = false;
	}

	function binding(selector, name, render, error) {
		var made = new Shiny.OutputBinding();
		made.find = function (scope) { return $(scope).find(selector); };
		made.renderValue = function (shown, answer) { if (answer) render(shown, answer); };
		made.renderError = function (shown, what) { if (what.message !== '') error(shown); };
		made.clearError = function () {};
		Shiny.outputBindings.register(made, name);
	}

	binding('.figure-output', 'placebase.figure', function (shown, answer) { show(shown.closest('figure'), answer); },
		function (shown) { failed(part(shown.closest('figure'), '.nothing')); });
	binding('.keys-output', 'placebase.keys', function (shown, answer) {
		var list = element('dl');
		answer.keys.forEach(function (key) {
			var one = element('div');
			one.append(element('dt', {}, key.name.replace(/ %/g, '\u00a0%')), element('dd', {}, tables.write(key.value[0], key.kind)));
			list.append(one);
		});
		shown.replaceChildren(answer.empty ? element('p', { class: 'nothing' }, answer.empty) : list);
		part(shown.parentNode, '.sql pre').textContent = answer.sql;
	}, function (shown) { failed(shown); });
	binding('.textual', 'placebase.text', function (shown, answer) { shown.textContent = answer.text; }, function (shown) { shown.textContent = ''; });

	document.addEventListener('click', function (event) {
		var button = event.target.closest('[data-take]');
		if (button) took(button.closest('figure'), button.dataset.take);
	});
	document.addEventListener('input', function (event) {
		if (event.target.closest('.search')) tables.fill(event.target.closest('figure'));
	});
	document.addEventListener('toggle', function (event) {
		var figure = event.target.closest('figure');
		// Shiny does not ask for what is folded away: tell it when that changes.
		$(event.target).trigger(event.target.open ? 'shown' : 'hidden');
		if (figure && event.target.classList.contains('figures') && event.target.open && figure.answer) tables.fill(figure);
	}, true);
})();
