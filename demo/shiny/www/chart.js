// Charts: what R wrote in plotly's terms, with the page's typeface, colours and width.
var charts = (function () {
	var narrowest = 520;

	// Long names, in the room that there is.
	function wrap(name, width) {
		var lines = [''];
		String(name).split(' ').forEach(function (word) {
			var last = lines[lines.length - 1];
			if (last && (last + ' ' + word).length > width) lines.push(word);
			else lines[lines.length - 1] = last ? last + ' ' + word : word;
		});
		return lines.join('<br>');
	}

	function axis(given, horizontal) {
		var made = Object.assign({
			automargin: true, fixedrange: true, gridcolor: look.colour('line'), zerolinecolor: look.colour('quiet'), zeroline: false,
			linecolor: look.colour('line'), tickfont: { color: look.colour('quiet') }, separatethousands: true, exponentformat: 'none'
		}, given);
		made.title = Object.assign({ font: { color: look.colour('quiet'), size: 12 }, standoff: 8 }, given && given.title);
		if (!horizontal && given && given.categoryarray) made.showgrid = false;
		return made;
	}

	function spec(drawn, width) {
		var painted = look.paint(drawn), layout = painted.layout || {}, narrow = width < narrowest;
		var names = layout.yaxis && layout.yaxis.categoryarray;

		if (names) {
			var shown = {}, room = narrow ? 16 : 34;
			names.forEach(function (name) { shown[name] = wrap(name, room); });
			layout.yaxis.tickvals = names.slice();
			layout.yaxis.ticktext = names.map(function (name) { return shown[name]; });
		}
		if (narrow) Object.keys(layout).forEach(function (key) {
			if (/^yaxis$/.test(key) && layout[key].title) layout[key].title.text = '';
			if (/^xaxis$/.test(key)) layout[key].nticks = 5;
			if (/^xaxis$/.test(key) && layout[key].title) layout[key].title.text = wrap(layout[key].title.text, 34);
		});
		layout = Object.assign({}, layout, {
			xaxis: axis(layout.xaxis, true), yaxis: axis(layout.yaxis, false), width: width, height: drawn.height,
			margin: { l: 8, r: 16, t: 8, b: 8, pad: 4 }, paper_bgcolor: 'rgba(0,0,0,0)', plot_bgcolor: 'rgba(0,0,0,0)', dragmode: false, hovermode: 'closest',
			font: { family: 'Inter, system-ui, sans-serif', size: narrow ? 11 : 12.5, color: look.colour('ink') },
			hoverlabel: { align: 'left', bgcolor: look.colour('paper'), bordercolor: look.colour('quiet'), font: { family: 'Inter, system-ui, sans-serif', size: 13, color: look.colour('ink') } },
			legend: { orientation: 'h', x: 0, y: 1.01, yanchor: 'bottom', font: { size: narrow ? 11 : 12 }, itemclick: 'toggle', tracegroupgap: 0 }, separators: '.,'
		});
		painted.data.forEach(function (trace) {
			if (trace.line && trace.marker && trace.mode === 'markers' && trace.type === 'scatter') trace.mode = 'lines+markers';
		});
		return { data: painted.data, layout: layout };
	}

	function width(element) { return Math.max(280, Math.floor(element.getBoundingClientRect().width)); }

	// plotly.js is large, and may still be on its way.
	var library = new Promise(function (done) {
		if (window.Plotly) done();
		else document.getElementById('plotly').addEventListener('load', done);
	});

	function draw(element, drawn, alt) {
		element.drawn = drawn;
		element.setAttribute('role', 'img');
		element.setAttribute('aria-label', alt);
		return library.then(function () {
			if (element.drawn !== drawn) return;		// something newer is there
			var made = spec(drawn, width(element));
			return Plotly.react(element, made.data, made.layout, { displayModeBar: false, responsive: false, showTips: false }).then(function () { listen(element); });
		});
	}

	// A point that is clicked is chosen in the control that the chart is tied to.
	function listen(element) {
		element.classList.toggle('chooses', !!element.drawn.chooses);
		if (element.listens) return;
		element.listens = true;
		element.on('plotly_click', function (event) {
			var control = document.getElementById(element.drawn.chooses), wanted = event.points[0].customdata;
			if (!control || !Array.from(control.options).some(function (option) { return option.value === wanted; })) return;
			control.value = wanted;
			$(control).trigger('change');
		});
	}

	function again(element, wide) {
		var made = spec(element.drawn, wide || width(element));
		return Plotly.react(element, made.data, made.layout, { displayModeBar: false });
	}

	function all() { return Array.from(document.querySelectorAll('.chart')).filter(function (one) { return one._fullLayout && one.offsetParent; }); }

	// A picture of it, with its title and where its figures are from.
	function picture(element, kind, title, about) {
		var made = spec(element.drawn, 960);
		made.layout.paper_bgcolor = look.colour('paper');
		made.layout.title = { text: wrap(title, 90), x: 0.01, xanchor: 'left', font: { size: 16 } };
		made.layout.margin = { l: 8, r: 16, t: 70, b: 46, pad: 4 };
		made.layout.height = element.drawn.height + 90;
		made.layout.legend.y = 1;
		made.layout.annotations = (made.layout.annotations || []).concat([{
			text: about, xref: 'paper', yref: 'paper', x: 0, y: 0, xanchor: 'left', yanchor: 'top', yshift: -44, showarrow: false, font: { size: 11, color: look.colour('quiet') } }]);
		return Plotly.toImage({ data: made.data, layout: made.layout }, { format: kind, width: 960, height: made.layout.height, scale: kind === 'png' ? 2 : 1 });
	}

	var waiting;
	window.addEventListener('resize', function () {
		clearTimeout(waiting);
		waiting = setTimeout(function () { all().forEach(function (one) { if (one._fullLayout.width !== width(one)) again(one); }); }, 120);
	});
	look.changed(function () { all().forEach(function (one) { again(one); }); });
	// A page of paper is narrower than the window.
	window.addEventListener('beforeprint', function () { all().forEach(function (one) { again(one, 660); }); });
	window.addEventListener('afterprint', function () { all().forEach(function (one) { again(one); }); });
	return { draw: draw, picture: picture };
})();
