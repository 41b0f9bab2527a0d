// All areas of a map on one canvas.  Their outlines are laid once, in the plane of the map (shapes.js), and only scaled when it
// zooms; areas of one look are filled together, and a side that two areas share is drawn once.
var Areas = L.Renderer.extend({
	options: { padding: 0.3 },

	initialize: function (made) {
		L.Renderer.prototype.initialize.call(this);
		this.made = made;
		this.fills = [];
		this.lines = [];
	},

	// styles: for each area { fill, opacity, line, weight }; lines: what is drawn over them, each { sides, colour, weight, opacity }
	wear: function (styles, lines) {
		var made = this.made, fills = new Map(), seams = new Map();

		function of(all, key, look) {
			if (!all.has(key)) all.set(key, Object.assign({ path: new Path2D() }, look));
			return all.get(key).path;
		}
		styles.forEach(function (style, index) { of(fills, style.fill + style.opacity, { colour: style.fill, opacity: style.opacity }).addPath(made.areas[index].path); });
		made.sides.forEach(function (side) {
			var a = styles[side.first], b = side.second < 0 ? a : styles[side.second], style = a.weight <= b.weight ? a : b;
			made.trace(of(seams, style.line + style.weight, { colour: style.line, weight: style.weight, opacity: 1 }), side);
		});
		this.fills = Array.from(fills.values());
		this.lines = Array.from(seams.values()).concat(lines.map(function (line) {
			var path = new Path2D();
			line.sides.forEach(function (side) { made.trace(path, side); });
			return { path: path, colour: line.colour, weight: line.weight, opacity: line.opacity };
		}));
		this.soon();
	},

	// The area at a place, or -1.
	at: function (latlng) {
		var made = this.made, p = made.lay(latlng);
		for (var index = 0; index < made.areas.length; index++) {
			var box = made.areas[index].box;
			if (p.x >= box[0] && p.y >= box[1] && p.x <= box[2] && p.y <= box[3] && made.inside(index, p)) return index;
		}
		return -1;
	},

	// Painted in the next frame, however often it is asked for; or now.
	soon: function () {
		var self = this;
		this.asked = this.asked || requestAnimationFrame(function () { self.now(); });
	},

	now: function () {
		if (this.asked) cancelAnimationFrame(this.asked);
		this.asked = 0;
		if (!this.brush || !this._map || !this._bounds) return;
		var made = this.made, brush = this.brush, fine = L.Browser.retina ? 2 : 1, scale = made.scale(this._zoom);
		var shift = made.origin.multiplyBy(scale).subtract(this._map.getPixelOrigin()).subtract(this._bounds.min);

		brush.setTransform(1, 0, 0, 1, 0, 0);
		brush.clearRect(0, 0, this._container.width, this._container.height);
		brush.setTransform(fine * scale, 0, 0, fine * scale, fine * shift.x, fine * shift.y);
		this.fills.forEach(function (fill) {
			brush.globalAlpha = fill.opacity;
			brush.fillStyle = fill.colour;
			brush.fill(fill.path, 'evenodd');
		});
		brush.lineCap = 'round';
		this.lines.forEach(function (line) {
			brush.globalAlpha = line.opacity;
			brush.strokeStyle = line.colour;
			brush.lineWidth = line.weight / scale;
			brush.stroke(line.path);
		});
	},

	// ---- what Leaflet asks of a renderer ---------------------------------------------------

	_initContainer: function () {
		this._container = element('canvas');
		this.brush = this._container.getContext('2d');
	},

	_destroyContainer: function () {
		cancelAnimationFrame(this.asked);
		this.brush = null;
		L.DomUtil.remove(this._container);
		this._container = null;
	},

	_update: function () {
		if (this._map._animatingZoom && this._bounds) return;
		L.Renderer.prototype._update.call(this);
		var size = this._bounds.getSize(), fine = L.Browser.retina ? 2 : 1;
		L.DomUtil.setPosition(this._container, this._bounds.min);
		this._container.width = fine * size.x;
		this._container.height = fine * size.y;
		this._container.style.width = size.x + 'px';
		this._container.style.height = size.y + 'px';
		this.soon();
	},

	_updatePaths: function () {}
});
