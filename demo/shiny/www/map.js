// Maps: areas in the colours that R chose, names under the pointer, no tiles and no network.
var maps = (function () {
	var open = [], hues = 7;

	function box(holder, many, alt) {
		if (holder.boxes && holder.boxes.length === many) return holder.boxes;
		(holder.boxes || []).forEach(function (one) { one.map.remove(); open.splice(open.indexOf(one), 1); });
		holder.textContent = '';
		holder.className = 'maps maps-' + many;
		holder.boxes = [];
		for (var i = 0; i < many; i++) {
			var frame = element('div', { class: 'map-box' }), title = element('p', { class: 'map-title' }), where = element('div', { class: 'map' }), key = element('ul', { class: 'key' });
			frame.append(title, where, key);
			holder.append(frame);
			where.setAttribute('role', 'application');
			where.setAttribute('aria-roledescription', 'map');
			var map = L.map(where, { attributionControl: false, zoomSnap: 0.25, minZoom: 7, maxZoom: 17,
				zoomAnimation: !window.matchMedia('(prefers-reduced-motion: reduce)').matches });
			map.zoomControl.setPosition('topright');
			var one = { map: map, where: where, title: title, key: key };
			holder.boxes.push(one);
			open.push(one);
		}
		if (many === 2) holder.boxes.forEach(function (one, i) { follow(one.map, holder.boxes[1 - i].map); });
		return holder.boxes;
	}

	// One map goes where the other is led.
	function follow(leader, follower) {
		leader.on('move', function () {
			if (leader.led) return;
			follower.led = true;
			follower.invalidateSize({ pan: false });
			follower.setView(leader.getCenter(), leader.getZoom(), { animate: false });
			follower.led = false;
		});
	}

	function lookOf(one, index) {
		var drawn = one.drawn;
		if (!(index in one.at)) return { fill: look.colour('wash'), opacity: 1, line: look.colour('line'), weight: 0.5 };
		if (drawn.groups) return { fill: look.colour('group' + one.hue[one.group[index]]), opacity: 0.75, line: look.colour('paper'), weight: 0.4 };
		return { fill: look.paint(drawn.key[drawn.fill[one.at[index]]].colour), opacity: 0.92, line: look.colour('paper'), weight: 0.4 };
	}

	// The areas as they look, and over them the borders of boroughs and of the groups.
	function dress(one) {
		var lines = [{ sides: one.made.borders, weight: 1.4, opacity: 0.75, colour: look.colour('ink') }];
		if (one.drawn.groups) lines.push({ sides: shapes.borders(one.made, one.group), weight: 2, opacity: 0.9, colour: look.colour('ink') });
		one.areas.wear(one.made.areas.map(function (_, index) { return lookOf(one, index); }), lines);
	}

	// An area with its outline and its words.
	function light(one, index, at, weight) {
		if (index < 0) {
			one.lit.setLatLngs([]);
			one.map.closeTooltip(one.tip);
		} else {
			if (one.shown !== index) {
				one.lit.setLatLngs(one.made.areas[index].polygons);
				one.lit.setStyle({ color: look.colour('ink'), weight: weight });
				one.tip.setContent(saysOf(one, index));
			}
			one.tip.setLatLng(at);
			if (!one.map.hasLayer(one.tip)) one.map.openTooltip(one.tip);
		}
		one.shown = index;
	}

	// The words for a row: R's own, or its pattern filled with the row's columns: {people}, or {rate:1} with so many places.
	function words(one, row) {
		var says = one.drawn.says;
		return typeof says === 'string' ? says.replace(/\{(\w+)(?::(\d))?\}/g, function (_, key, places) {
			var value = one.columns.filter(function (column) { return column.key === key; })[0].values[row];
			if (value === null) return '\u2013';
			if (typeof value !== 'number') return String(value).replace(/&/g, '&amp;').replace(/</g, '&lt;');
			return value.toLocaleString('en-GB', { minimumFractionDigits: +places || 0, maximumFractionDigits: +places || 0 });
		}) : says[row];
	}

	function saysOf(one, index) {
		var area = one.made.areas[index];
		return index in one.at ? words(one, one.at[index]) : '<b>' + area.name + '</b>, ' + one.made.boroughs[area.place];
	}

	function build(one) {
		one.areas = new Areas(one.made).addTo(one.map);
		one.lit = L.polygon([], { interactive: false, fill: false }).addTo(one.map);
		one.tip = L.tooltip();
		one.map.on('mousemove click', function (event) {
			if (!one.map.dragging.moving() && !one.map._animatingZoom) light(one, one.areas.at(event.latlng), event.latlng, 2);
		});
		one.map.on('mouseout', function () { light(one, -1); });
	}

	function take(one, drawn, made, columns) {
		one.drawn = drawn;
		one.columns = columns;
		one.made = made;
		one.at = {};
		one.group = {};
		drawn.areas.forEach(function (code, i) { if (code in made.index) one.at[made.index[code]] = i; });
		if (drawn.groups) Object.keys(one.at).forEach(function (index) { one.group[index] = drawn.groups[one.at[index]]; });
	}

	function show(one, drawn, made, fit, alt) {
		one.where.setAttribute('aria-label', (drawn.title ? drawn.title + '. ' : '') + alt);
		one.title.textContent = drawn.title || '';
		one.title.hidden = !drawn.title;
		one.key.textContent = '';
		one.key.hidden = !drawn.key.length;
		drawn.key.forEach(function (entry) {
			var item = element('li'), swatch = element('span', { class: 'swatch' });
			swatch.style.background = look.paint(entry.colour);
			item.append(swatch, entry.label);
			one.key.append(item);
		});
		if (one.fitted !== fit) {
			var within = L.latLngBounds([]);
			drawn.areas.forEach(function (code, i) {
				if (code in made.index && (fit !== 'CATCHMENT' || drawn.fill[i] > 0)) within.extend(made.areas[made.index[code]].polygons[0][0]);
			});
			if (within.isValid()) one.map.fitBounds(within, { animate: false, padding: [6, 6] });
			one.fitted = fit === 'CATCHMENT' ? undefined : fit;
		}
		if (one.areas) light(one, -1);
		else build(one);
		dress(one);
		one.areas.now();
	}

	function draw(holder, drawn, alt, columns) {
		return shapes.load().then(function (made) {
			var boxes = box(holder, drawn.maps.length);
			boxes.forEach(function (one) {
				one.map.led = true;
				one.map.invalidateSize({ animate: false });
			});
			boxes.forEach(function (one, i) { take(one, drawn.maps[i], made, columns); });
			// maps of one look: a group has the same colour on each
			var hue = drawn.one_look && shapes.tellApart(made, boxes.map(function (one) { return one.group; }), hues);
			boxes.forEach(function (one, i) {
				if (one.drawn.groups) one.hue = hue || shapes.tellApart(made, [one.group], hues);
				show(one, drawn.maps[i], made, drawn.fit, alt);
			});
			boxes.forEach(function (one) { one.map.led = false; });
			holder.dispatchEvent(new Event('drawn'));
		});
	}

	look.changed(function () {
		open.forEach(function (one) {
			if (!one.areas) return;
			dress(one);
			light(one, -1);
			Array.from(one.key.querySelectorAll('.swatch')).forEach(function (swatch, i) { swatch.style.background = look.paint(one.drawn.key[i].colour); });
		});
	});

	// Go to an area or a borough on every map in sight; says what is there.
	function find(test) {
		return shapes.load().then(function (made) {
			var said = '';
			open.forEach(function (one) {
				if (!one.where.offsetParent || !one.areas) return;
				var found = [];
				made.areas.forEach(function (area, index) { if (test(area)) found.push(index); });
				if (!found.length) return;
				var within = L.latLngBounds([]);
				found.forEach(function (index) { within.extend(L.latLngBounds(made.areas[index].polygons)); });
				one.map.fitBounds(within, { animate: false, maxZoom: 14, padding: [20, 20] });
				if (found.length === 1) {
					light(one, found[0], within.getCenter(), 3);
					said = saysOf(one, found[0]).replace(/<br>/g, '; ').replace(/<[^>]*>/g, '');
				}
			});
			return said;
		});
	}

	// Maps as a drawing of lines, with title, key and source.
	function svg(holder, title, about) {
		var width = 960, gap = 20, boxes = holder.boxes, each = (width - gap * (boxes.length + 1)) / boxes.length, tall = 0, parts = [];
		var escape = function (text) { return String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;'); };

		boxes.forEach(function (one, i) {
			var crs = L.CRS.EPSG3857, areas = Object.keys(one.at).map(Number), min = [Infinity, Infinity], max = [-Infinity, -Infinity];
			var paths = areas.map(function (index) {
				return one.made.areas[index].polygons.map(function (rings) {
					return rings.map(function (ring) {
						return ring.map(function (at) {
							var p = crs.latLngToPoint(L.latLng(at), 12);
							min = [Math.min(min[0], p.x), Math.min(min[1], p.y)];
							max = [Math.max(max[0], p.x), Math.max(max[1], p.y)];
							return [p.x, p.y];
						});
					});
				});
			});
			var scale = Math.min(each / (max[0] - min[0]), 760 / (max[1] - min[1])), left = gap + i * (each + gap);
			tall = Math.max(tall, (max[1] - min[1]) * scale);
			if (one.drawn.title) parts.push('<text x="' + left + '" y="62" font-size="14" font-weight="600">' + escape(one.drawn.title) + '</text>');
			paths.forEach(function (polygons, n) {
				var style = lookOf(one, areas[n]);
				parts.push('<path fill="' + style.fill + '" stroke="' + style.line + '" stroke-width="0.4" d="' + polygons.map(function (rings) {
					return rings.map(function (ring) {
						return 'M' + ring.map(function (p) { return (left + (p[0] - min[0]) * scale).toFixed(1) + ' ' + (72 + (p[1] - min[1]) * scale).toFixed(1); }).join('L') + 'Z';
					}).join('');
				}).join('') + '"><title>' + escape(saysOf(one, areas[n]).replace(/<br>/g, '; ').replace(/<[^>]*>/g, '').replace(/&lt;/g, '<').replace(/&amp;/g, '&')) + '</title></path>');
			});
		});
		var y = 72 + tall + 24, x = gap;
		boxes[0].drawn.key.forEach(function (entry) {
			parts.push('<rect x="' + x + '" y="' + (y - 11) + '" width="14" height="14" fill="' + look.paint(entry.colour) + '"/><text x="' + (x + 20) + '" y="' + y + '" font-size="12">' + escape(entry.label) + '</text>');
			x += 40 + 7 * entry.label.length;
		});
		if (boxes[0].drawn.key.length) y += 26;
		parts.push('<text x="' + gap + '" y="' + y + '" font-size="11" fill="' + look.colour('quiet') + '">' + escape(about) + '</text>');
		return '<svg xmlns="http://www.w3.org/2000/svg" width="' + width + '" height="' + Math.ceil(y + 16) + '" font-family="Inter, sans-serif" fill="' + look.colour('ink') + '"><rect width="100%" height="100%" fill="' +
			look.colour('paper') + '"/><text x="' + gap + '" y="32" font-size="16" font-weight="600">' + escape(title) + '</text>' + parts.join('') + '</svg>';
	}

	function picture(holder, kind, title, about) {
		var drawing = svg(holder, title, about), address = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(drawing);
		if (kind === 'svg') return Promise.resolve(address);
		return new Promise(function (done, failed) {
			var image = new Image();
			image.onload = function () {
				var canvas = element('canvas');
				canvas.width = 2 * image.width;
				canvas.height = 2 * image.height;
				canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
				done(canvas.toDataURL('image/png'));
			};
			image.onerror = failed;
			image.src = address;
		});
	}

	return { draw: draw, find: find, picture: picture, open: open };
})();
