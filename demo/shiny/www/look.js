// Colours by name: what R calls '@blue' is the page's --blue, of its light or its dark look.
var look = (function () {
	var dark = window.matchMedia('(prefers-color-scheme: dark)'), changed = [], known = {};

	function colour(name) {
		if (!(name in known)) known[name] = getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
		return known[name];
	}

	function paint(thing) {
		if (typeof thing === 'string') {
			if (thing === '@ramp') return [1, 2, 3, 4, 5].map(function (n) { return [(n - 1) / 4, colour('scale' + n)]; });
			return thing[0] === '@' ? colour(thing.slice(1)) : thing;
		}
		if (Array.isArray(thing)) return thing.length && typeof thing[0] === 'number' ? thing : thing.map(paint);
		if (thing && typeof thing === 'object') {
			var painted = {};
			Object.keys(thing).forEach(function (key) { painted[key] = key === 'text' ? thing[key] : paint(thing[key]); });
			return painted;
		}
		return thing;
	}

	dark.addEventListener('change', function () {
		known = {};
		changed.forEach(function (tell) { tell(); });
	});
	return { colour: colour, paint: paint, changed: function (tell) { changed.push(tell); } };
})();

function element(tag, attributes, text) {
	var made = document.createElement(tag);
	Object.keys(attributes || {}).forEach(function (name) { made.setAttribute(name, attributes[name]); });
	if (text !== undefined) made.textContent = text;
	return made;
}
