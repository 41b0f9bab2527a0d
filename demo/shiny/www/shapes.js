// The shapes of areas, fetched once, and the lines between groups of them: a side that two areas share is a border
// where they belong to different groups.
var shapes = (function () {
	var fetched;

	var level = 12;			// the zoom in whose pixels the plane is measured, from its first point

	// Areas in the plane of the map: points are numbered, a side is a pair of numbers, an outline is a path.
	function plane(made) {
		var numbers = new Map(), known = new Map(), x = [], y = [], crs = L.CRS.EPSG3857;

		made.lay = function (latlng) { return crs.latLngToPoint(latlng, level).subtract(made.origin); };
		made.scale = function (zoom) { return Math.pow(2, zoom - level); };
		made.trace = function (path, side) {
			path.moveTo(x[side.from], y[side.from]);
			path.lineTo(x[side.to], y[side.to]);
		};
		made.inside = function (index, p) {
			var inside = false;
			made.areas[index].rings.forEach(function (ring) {
				for (var i = 1; i < ring.length; i++) {
					var a = ring[i - 1], b = ring[i];
					if ((y[a] > p.y) !== (y[b] > p.y) && p.x < x[a] + (p.y - y[a]) / (y[b] - y[a]) * (x[b] - x[a])) inside = !inside;
				}
			});
			return inside;
		};

		function number(at) {			// of a point, to a metre
			var key = Math.round(at[1] * 1e5) * 4e7 + Math.round(at[0] * 1e5), known = numbers.get(key);
			if (known !== undefined) return known;
			var p = crs.latLngToPoint(L.latLng(at), level);
			made.origin = made.origin || p;
			numbers.set(key, x.length);
			x.push(p.x - made.origin.x);
			y.push(p.y - made.origin.y);
			return x.length - 1;
		}

		made.sides = [];
		made.areas.forEach(function (area, index) {
			area.path = new Path2D();
			area.box = [Infinity, Infinity, -Infinity, -Infinity];
			area.rings = [].concat.apply([], area.polygons).map(function (ring) { return ring.map(number); });
			area.rings.forEach(function (ring) {
				ring.forEach(function (at, i) {
					var box = area.box;
					if (i) area.path.lineTo(x[at], y[at]);
					else area.path.moveTo(x[at], y[at]);
					area.box = [Math.min(box[0], x[at]), Math.min(box[1], y[at]), Math.max(box[2], x[at]), Math.max(box[3], y[at])];
				});
				area.path.closePath();
				for (var i = 1; i < ring.length; i++) {
					var from = Math.min(ring[i - 1], ring[i]), to = Math.max(ring[i - 1], ring[i]), key = from * 4e7 + to, side = known.get(key);
					if (side) side.second = index;
					else {
						known.set(key, side = { first: index, second: -1, from: from, to: to });
						made.sides.push(side);
					}
				}
			});
		});
	}

	function load() {
		fetched = fetched || fetch('shapes/' + document.body.dataset.set + '.json').then(function (answer) { return answer.json(); }).then(function (read) {
			var made = { boroughs: read.boroughs, index: {} };
			made.areas = read.areas.map(function (area, index) {
				made.index[area[0]] = index;
				// latitude first, as Leaflet has it
				return { code: area[0], name: area[1], place: area[2], polygons: area[3].map(function (rings) {
					return rings.map(function (ring) { return ring.map(function (at) { return [at[1], at[0]]; }); }); }) };
			});
			plane(made);
			made.borders = borders(made, made.areas.map(function (area) { return area.place; }));
			return made;
		});
		return fetched;
	}

	// While R asks the database.
	document.addEventListener('DOMContentLoaded', function () { if (document.querySelector('.maps')) load(); });

	// The borders of groups: group[i] is that of the area i, undefined outside the map.
	function borders(made, group) {
		return made.sides.filter(function (side) {
			var a = group[side.first], b = side.second < 0 ? undefined : group[side.second];
			return a !== b;
		});
	}

	// A number for each group that none of its neighbours has on any of these maps, the most crowded first.
	function tellApart(made, groupings, many) {
		var neighbours = {}, taken = {};
		groupings.forEach(function (group) {
			made.sides.forEach(function (side) {
				var a = group[side.first], b = side.second < 0 ? undefined : group[side.second];
				[a, b].forEach(function (one) { if (one !== undefined) neighbours[one] = neighbours[one] || new Set(); });
				if (a === undefined || b === undefined || a === b) return;
				neighbours[a].add(b);
				neighbours[b].add(a);
			});
		});
		Object.keys(neighbours).sort(function (a, b) { return neighbours[b].size - neighbours[a].size || (a < b ? -1 : 1); }).forEach(function (one) {
			var used = new Set(Array.from(neighbours[one]).map(function (other) { return taken[other]; }));
			for (var n = 1; n < many && used.has(n); n++);
			taken[one] = n;
		});
		return taken;
	}

	return { load: load, borders: borders, tellApart: tellApart };
})();
