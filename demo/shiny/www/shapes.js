// The shapes of areas, fetched once, and the lines between groups of them: a side that two areas share is a border
// where they belong to different groups.
var shapes = (function () {
	var fetched;

	function sides(areas) {
		var known = new Map(), list = [];

		areas.forEach(function (area, index) {
			area.polygons.forEach(function (rings) {
				rings.forEach(function (ring) {
					for (var i = 1; i < ring.length; i++) {
						var a = ring[i - 1], b = ring[i];
						var key = a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? a + '|' + b : b + '|' + a;
						var side = known.get(key);
						if (side) side.second = index;
						else known.set(key, side = { first: index, second: -1, line: [a, b] });
					}
				});
			});
		});
		known.forEach(function (side) { list.push(side); });
		return list;
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
			made.sides = sides(made.areas);
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
		}).map(function (side) { return side.line; });
	}

	// A number for each group that none of its neighbours has, the most crowded first.
	function tellApart(made, group, many) {
		var neighbours = {}, taken = {};
		made.sides.forEach(function (side) {
			var a = group[side.first], b = side.second < 0 ? undefined : group[side.second];
			[a, b].forEach(function (one) { if (one !== undefined) neighbours[one] = neighbours[one] || new Set(); });
			if (a === undefined || b === undefined || a === b) return;
			neighbours[a].add(b);
			neighbours[b].add(a);
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
