// node's pg: dashboards of the web; simple and extended protocol, text only: its
// binary mode reads every row as a string and so loses bytes, whatever the type.
'use strict';

const fs = require('fs');
const path = require('path');
const { Client, Query } = require('pg');

let done = 0;
let failures = 0;

function ok(passed, what, ...more) {
	done++;
	failures += !passed;
	console.log(`${passed ? 'ok' : 'not ok'} ${done} - ${what}`);
	if (!passed) {
		more.forEach((line) => console.error('#', what, JSON.stringify(line)));
	}
}

function csv(name) {			// nothing in the demo has a comma in it
	const text = fs.readFileSync(path.join(process.env.EXPECTED, `${name}.csv`), 'utf8');

	return text.trimEnd().split('\n').map((line) => line.split(','));
}

// The JavaScript type that each SQL type must arrive as.
const types = {
	text: (v) => typeof v === 'string',
	integer: (v) => typeof v === 'number' && Number.isInteger(v),
	'double precision': (v) => typeof v === 'number',
	boolean: (v) => typeof v === 'boolean',
	'timestamp with time zone': (v) => v instanceof Date,
	interval: (v) => v !== undefined,
};

function same(value, type, wanted) {
	if (wanted === '') {
		return value === null;
	}
	switch (type) {
		case 'integer':
		case 'double precision':
			return value === Number(wanted);
		case 'boolean':
			return value === (wanted === 't');
		case 'timestamp with time zone':
			return Math.round(value.getTime() / 1000) === Number(wanted);
		case 'interval':
			return true;
		default:
			return value === wanted;
	}
}

async function check(client, extended) {
	// with a name pg asks in the extended protocol, without one in the simple one
	let names = 0;
	const how = () => (extended ? { name: `query_${++names}` } : {});
	const protocol = extended ? 'extended' : 'simple';
	const kinds = csv('kinds');

	for (const view of new Set(kinds.map((kind) => kind[0]))) {
		const columns = kinds.filter((kind) => kind[0] === view);
		const result = await client.query({ text: `SELECT * FROM ${view} ORDER BY 1, 2`, rowMode: 'array', ...how() });
		const wanted = csv(view);
		const wrong = [];

		ok(JSON.stringify(result.fields.map((f) => f.name)) === JSON.stringify(columns.map((c) => c[1])), `${view}: columns, ${protocol}`);
		result.rows.forEach((row, i) => columns.forEach(([, name, type], j) => {
			if (row[j] !== null && !types[type](row[j])) {
				wrong.push([name, typeof row[j]]);
			}
			if (!same(row[j], type, wanted[i][j])) {
				wrong.push([i, name, row[j], wanted[i][j]]);
			}
		}));
		ok(result.rows.length === wanted.length && wanted.length > 0 && wrong.length === 0, `${view}: ${wanted.length} rows, ${protocol}`, wrong.slice(0, 3));
	}

	const all = await client.query({ text: 'SELECT place, registered_per_resident AS ratio FROM borough ORDER BY place', ...how() });
	const ratios = [];
	for (const { place, ratio } of all.rows) {
		const one = await client.query({
			...how(), name: `ratio_${protocol}`, text: 'SELECT registered_per_resident AS ratio FROM borough WHERE place = $1', values: [place],
		});
		ratios.push(one.rows[0].ratio);
	}
	ok(ratios.length > 1 && all.rows.every(({ ratio }, i) => ratio === ratios[i]), `prepared statement, ${protocol}`, all.rows, ratios);

	for (const [column, type] of [['care', 'care_history'], ['people', 'place_counts'], ['flows', 'place_flows'], ['profile', 'attendance_profile']]) {
		const { rows: [{ [column]: value }] } = await client.query({ text: `SELECT ${column} FROM connection_value`, ...how() });
		const { rows: [{ text }] } = await client.query(`SELECT ${column}::text AS text FROM connection_value`);
		const { rows: [{ equal: back }] } = await client.query(`SELECT ${column} = $1 AS equal FROM connection_value`, [text]);


		ok(value === text, `${type} arrives, ${protocol}`, typeof value);
		ok(back === true, `${type} goes back, ${protocol}`);
	}

	await client.query('BEGIN');
	await client.query('DECLARE big NO SCROLL CURSOR FOR SELECT origin, destination, n FROM connection_big, cells(flows)');
	let cells = 0;
	let total = 0;
	for (;;) {
		const { rows } = await client.query({ text: 'FETCH 5000 FROM big', ...how() });
		if (rows.length === 0) {
			break;
		}
		cells += rows.length;
		rows.forEach((row) => { total += row.n; });
	}
	await client.query('COMMIT');
	let wanted = 0;
	for (let p = 1; p <= 300; p++) {
		for (let a = 1; a <= 1000; a++) {
			wanted += (p * a) % 17 + 0.5;
		}
	}
	ok(cells === 300000 && total === wanted, `a cursor over 300000 rows, ${protocol}`, cells, total);
}

async function main() {
	const client = new Client();

	await client.connect();
	ok(true, `node ${process.version}, pg ${require('pg/package.json').version}`);
	await check(client, false);
	await check(client, true);

	const started = Date.now();
	const query = new Query('SELECT sum(total(flows * transpose(flows))) FROM connection_big, generate_series(1, 100000)');
	const ended = new Promise((resolve) => {
		query.on('error', (error) => resolve(error.code));
		query.on('end', () => resolve('it ended'));
	});
	client.query(query);
	setTimeout(() => new Client().cancel(client, query), 500);
	const state = await ended;
	ok(state === '57014' && Date.now() - started < 20000, 'a query is cancelled', state);
	ok((await client.query('SELECT 1 AS one')).rows[0].one === 1, 'the connection lives on');
	await client.end();
	console.log(`1..${done}`);
	process.exit(failures === 0 ? 0 : 1);
}

main().catch((error) => {
	console.log(`Bail out! ${error.stack}`);
	process.exit(1);
});
