// Which panel is shown stands in the address, so that a panel can be linked to and 'back' works.
(function () {
	function show() {
		var links = document.querySelectorAll('nav a[data-panel]'), wanted = location.hash.slice(1), known = links[0];

		links.forEach(function (link) {
			if (link.dataset.panel === wanted) known = link;
		});
		links.forEach(function (link) {
			if (link === known) link.setAttribute('aria-current', 'page');
			else link.removeAttribute('aria-current');
		});
		// within the bar only: the page itself stays where it is
		var bar = known.parentNode;
		bar.scrollLeft = known.offsetLeft - (bar.clientWidth - known.offsetWidth) / 2;
		Shiny.setInputValue('panel', known.dataset.panel);
	}

	$(document).on('shiny:connected', show);
	window.addEventListener('hashchange', function () {
		if (location.hash === '#main') return;
		show();
		window.scrollTo(0, 0);
	});

	// Shiny does not ask for what is folded away: tell it when that changes.
	document.addEventListener('toggle', function (event) {
		$(event.target).trigger(event.target.open ? 'shown' : 'hidden');
	}, true);
})();
