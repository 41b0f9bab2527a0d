import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import org.postgresql.util.PGobject;

/** JDBC: the path of Metabase and DBeaver; text and binary protocol. */
public class WithJdbc
{
	private static final int BIG_CELLS = 300 * 1000;

	/** The Java class that each SQL type must arrive as. */
	private static final Map<String, String> CLASSES = Map.of(
		"text", "java.lang.String",
		"integer", "java.lang.Integer",
		"double precision", "java.lang.Double",
		"boolean", "java.lang.Boolean",
		"timestamp with time zone", "java.sql.Timestamp",
		"interval", "org.postgresql.util.PGInterval");

	private static int done;
	private static int failures;

	private static void ok(boolean passed, String what, Object... more)
	{
		System.out.println((passed ? "ok " : "not ok ") + ++done + " - " + what);
		if (!passed)
		{
			failures++;
			for (Object line : more)
				System.err.println("# " + what + ": " + line);
		}
	}

	private static List<String[]> csv(String name) throws IOException
	{
		List<String[]> rows = new ArrayList<>();

		for (String line : Files.readAllLines(Path.of(System.getenv("EXPECTED"), name + ".csv")))
			rows.add(line.split(",", -1));			// nothing in the demo has a comma in it
		return rows;
	}

	private static Connection connect(String... more) throws SQLException
	{
		Properties properties = new Properties();

		properties.setProperty("user", System.getenv("PGUSER"));
		properties.setProperty("password", System.getenv().getOrDefault("PGPASSWORD", ""));
		for (int i = 0; i < more.length; i += 2)
			properties.setProperty(more[i], more[i + 1]);
		return DriverManager.getConnection("jdbc:postgresql://" + System.getenv("PGHOST") + ":" + System.getenv("PGPORT")
			+ "/" + System.getenv("PGDATABASE"), properties);
	}

	private static boolean same(ResultSet row, int column, String type, String wanted) throws SQLException
	{
		if (wanted.isEmpty())
			return row.getObject(column) == null;
		switch (type)
		{
			case "double precision":
				return row.getDouble(column) == Double.parseDouble(wanted);
			case "integer":
				return row.getInt(column) == Integer.parseInt(wanted);
			case "boolean":
				return row.getBoolean(column) == wanted.equals("t");
			case "timestamp with time zone":
				return row.getObject(column, OffsetDateTime.class).toEpochSecond() == Long.parseLong(wanted);
			case "interval":
				return row.getObject(column) != null;
			default:
				return wanted.equals(row.getString(column));
		}
	}

	private static void checkView(Connection connection, String view, List<String[]> kinds) throws Exception
	{
		try (Statement statement = connection.createStatement();
			ResultSet row = statement.executeQuery("SELECT * FROM " + view + " ORDER BY 1, 2"))
		{
			ResultSetMetaData meta = row.getMetaData();
			List<String[]> wanted = csv(view);
			List<String> wrong = new ArrayList<>();
			int rows = 0;

			for (int i = 0; i < kinds.size(); i++)
				if (!meta.getColumnName(i + 1).equals(kinds.get(i)[1]) || !meta.getColumnClassName(i + 1).equals(CLASSES.get(kinds.get(i)[2])))
					wrong.add(meta.getColumnName(i + 1) + " " + meta.getColumnClassName(i + 1));
			ok(wrong.isEmpty() && meta.getColumnCount() == kinds.size(), view + ": columns and types", wrong);
			wrong.clear();
			for (; row.next(); rows++)
				for (int i = 0; rows < wanted.size() && i < kinds.size(); i++)
					if (!same(row, i + 1, kinds.get(i)[2], wanted.get(rows)[i]))
						wrong.add("row " + rows + ", " + kinds.get(i)[1] + ": " + row.getString(i + 1) + ", not " + wanted.get(rows)[i]);
			ok(rows == wanted.size() && rows > 0 && wrong.isEmpty(), view + ": " + wanted.size() + " rows", rows, wrong);
		}
	}

	private static void checkProtocol(boolean binary) throws Exception
	{
		String protocol = binary ? "binary" : "text";
		Map<String, List<String[]>> views = new LinkedHashMap<>();

		for (String[] kind : csv("kinds"))
			views.computeIfAbsent(kind[0], k -> new ArrayList<>()).add(kind);
		// a prepareThreshold of -1 asks for binary results at once
		try (Connection connection = connect("binaryTransfer", Boolean.toString(binary), "prepareThreshold", binary ? "-1" : "1"))
		{
			for (Map.Entry<String, List<String[]>> view : views.entrySet())
				checkView(connection, view.getKey(), view.getValue());

			try (PreparedStatement one = connection.prepareStatement("SELECT registered_per_resident FROM borough WHERE place = ?");
				Statement all = connection.createStatement();
				ResultSet row = all.executeQuery("SELECT place, registered_per_resident FROM borough ORDER BY place"))
			{
				boolean equal = true;
				int places = 0;

				for (; row.next(); places++)
				{
					one.setString(1, row.getString(1));
					try (ResultSet again = one.executeQuery())
					{
						equal &= again.next() && again.getObject(1).equals(row.getObject(2));
					}
				}
				ok(equal && places > 1, "prepared statement, " + protocol);
			}

			String[][] values = {{"care", "care_history"}, {"people", "place_counts"}, {"flows", "place_flows"}, {"profile", "attendance_profile"}};
			for (String[] value : values)
			{
				try (Statement read = connection.createStatement();
					ResultSet row = read.executeQuery("SELECT " + value[0] + " FROM connection_value"))
				{
					row.next();
					PGobject object = (PGobject) row.getObject(1);

					ok(object.getType().contains(value[1]), value[1] + " arrives, " + protocol, object.getType());
					try (PreparedStatement back = connection.prepareStatement("SELECT " + value[0] + " = ? FROM connection_value"))
					{
						object.setType(value[1]);
						back.setObject(1, object);
						ResultSet equal = back.executeQuery();
						ok(equal.next() && equal.getBoolean(1), value[1] + " goes back, " + protocol);
					}
				}
			}

			connection.setAutoCommit(false);
			try (Statement big = connection.createStatement())
			{
				int cells = 0;
				double total = 0;
				double wanted = 0;

				big.setFetchSize(5000);
				for (int p = 1; p <= 300; p++)
					for (int a = 1; a <= 1000; a++)
						wanted += p * a % 17 + 0.5;
				try (ResultSet row = big.executeQuery("SELECT origin, destination, n FROM connection_big, cells(flows)"))
				{
					for (; row.next(); cells++)
						total += row.getDouble(3);
				}
				ok(cells == BIG_CELLS && total == wanted, "a cursor over " + BIG_CELLS + " rows, " + protocol, cells, total);
			}
			connection.rollback();
		}
	}

	private static void checkCancel() throws Exception
	{
		try (Connection connection = connect(); Statement statement = connection.createStatement())
		{
			long started = System.nanoTime();
			String state = "it ended";
			Thread canceller = new Thread(() -> {
				try
				{
					Thread.sleep(500);
					statement.cancel();
				}
				catch (InterruptedException | SQLException e)
				{
					System.out.println("# " + e);
				}
			});

			canceller.start();
			try
			{
				statement.executeQuery("SELECT sum(total(flows * transpose(flows))) FROM connection_big, generate_series(1, 100000)");
			}
			catch (SQLException e)
			{
				state = e.getSQLState();
			}
			canceller.join();
			ok(state.equals("57014") && System.nanoTime() - started < 20e9, "a query is cancelled", state);
			try (ResultSet row = statement.executeQuery("SELECT 1"))
			{
				ok(row.next() && row.getInt(1) == 1, "the connection lives on");
			}
		}
	}

	public static void main(String[] arguments) throws Exception
	{
		try (Connection connection = connect())
		{
			DatabaseMetaData meta = connection.getMetaData();
			Map<String, String> types = new LinkedHashMap<>();

			ok(true, meta.getDriverName() + " " + meta.getDriverVersion());
			try (ResultSet column = meta.getColumns(null, "demo", "practice_continuity", null))
			{
				while (column.next())
					types.put(column.getString("COLUMN_NAME"), column.getString("TYPE_NAME"));
			}
			ok("text".equals(types.get("practice")) && "int4".equals(types.get("patients")) && "float8".equals(types.get("coc")),
				"columns of a view in the catalogue", types);
		}
		checkProtocol(false);
		checkProtocol(true);
		checkCancel();
		System.out.println("1.." + done);
		System.exit(failures == 0 ? 0 : 1);
	}
}
