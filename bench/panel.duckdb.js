// What DuckDB takes for the means of UPC, COC and SECON over its own columns.
//   node panel.duckdb.js CSV DATABASE RUNS		prints "threads milliseconds" for each run, and bytes
const fs = require('fs');
const { DuckDBInstance } = require('@duckdb/node-api');

const best = `SELECT avg(most / n), avg((squares - n) / (n * (n - 1))), avg(same / (n - 1)) FROM (
	SELECT patient, sum(c)::DOUBLE AS n, max(c)::DOUBLE AS most, sum(c * c)::DOUBLE AS squares, sum(same)::DOUBLE AS same FROM (
		SELECT patient, provider, count(*) AS c, count(*) FILTER (WHERE provider = before) AS same FROM (
			SELECT patient, provider, lag(provider) OVER (PARTITION BY patient ORDER BY "at", provider) AS before FROM visit)
		GROUP BY patient, provider)
	GROUP BY patient HAVING sum(c) >= 2)`;

(async () => {
	const [csv, database, runs] = process.argv.slice(2);
	const instance = await DuckDBInstance.create(database);
	const connection = await instance.connect();

	await connection.run(`CREATE TABLE visit AS SELECT * FROM read_csv('${csv}')`);
	await connection.run('CHECKPOINT');
	console.log('bytes', fs.statSync(database).size);
	for (const threads of [1, 2])
	{
		await connection.run(`SET threads = ${threads}`);
		for (let i = 0; i < runs; i++)
		{
			const start = process.hrtime.bigint();

			await connection.runAndReadAll(best);
			console.log(threads, Number(process.hrtime.bigint() - start) / 1e6);
		}
	}
})();
