/*
 * jsonb_form.c
 *		The jsonb of a JSON text, and the text of a jsonb, in steps that can be
 *		cancelled.
 *
 * utils/jsonb.h draws what is written here.  A container is
 *
 *		header		how many children, and whether it is an object or an array
 *		entries		one for each key and value: its type, and its length or its end
 *		data		the keys in the order of jsonb, then the values in that of the keys
 *
 * Numbers and containers are aligned; the bytes before them count as theirs.  While
 * a text is read, the children of all containers that are open stand on one stack,
 * and their bytes on another.  A container that closes takes its children from there
 * and becomes a child of the one around it.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "port/pg_bitutils.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/numeric.h"

#include "base/json_text.h"
#include "base/jsonb_form.h"
#include "base/memory.h"

/*
 * PostgreSQL reads the text of a jsonb, which a dump writes, into arrays of at most
 * 1 GB that grow by doubling.  More children than these could not be restored.
 */
#define MAX_PAIRS pg_prevpower2_size_t(MaxAllocSize / sizeof(JsonbPair))
#define MAX_ELEMENTS pg_prevpower2_size_t(MaxAllocSize / sizeof(JsonbValue))

typedef struct Child
{
	uint32		key;			/* where its key begins, if it has one */
	uint32		key_length;
	uint32		value;			/* where its value begins */
	uint32		length;
	JEntry		type;
} Child;

typedef struct JsonbWriter
{
	JsonReader	reader;
	Child	   *children;
	uint32		count;
	uint32		capacity;
	StringInfoData bytes;		/* of the keys and values of the children */
	StringInfoData made;		/* the container that closed last, behind room for a header of a datum */
} JsonbWriter;

/* A container that is being laid out. */
typedef struct Container
{
	JEntry	   *entries;
	uint32		filled;			/* so many of the entries */
	char	   *data;
	uint32		length;			/* of the data */
} Container;

static void read_value(JsonbWriter *writer, Child *child);

pg_noreturn static void
too_large(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
			 errmsg("this value is more than jsonb holds"),
			 errdetail("A jsonb has at most %d bytes, an object in it at most %zu keys, and an array %zu elements.",
					   JENTRY_OFFLENMASK, MAX_PAIRS, MAX_ELEMENTS),
			 errhint("Cast it to json, or lay the value out as rows.")));
}

/* ---- writing a container --------------------------------------------------- */

/*
 * jsonb's own order of keys.
 */
static int
compare_keys(const Child *a, const Child *b, const char *bytes)
{
	if (a->key_length != b->key_length)
		return a->key_length < b->key_length ? -1 : 1;
	return memcmp(bytes + a->key, bytes + b->key, a->key_length);
}

#define ST_SORT sort_by_key
#define ST_ELEMENT_TYPE Child
#define ST_COMPARE(a, b, bytes) compare_keys(a, b, bytes)
#define ST_COMPARE_ARG_TYPE const char
#define ST_SCOPE static
#define ST_CHECK_FOR_INTERRUPTS
#define ST_DEFINE
#include "lib/sort_template.h"

static void
lay_out(Container *container, const char *bytes, uint32 length, JEntry type)
{
	uint32		start = container->length;
	uint32		from = type == JENTRY_ISSTRING ? start : INTALIGN(start);
	JEntry		entry;

	CHECK_FOR_INTERRUPTS();
	memset(container->data + start, 0, from - start);
	copy_bytes(container->data + from, bytes, length);
	container->length = from + length;
	if (container->length > JENTRY_OFFLENMASK)
		too_large();

	/* Every so often where a child ends in place of how long it is. */
	if (container->filled % JB_OFFSET_STRIDE == 0)
		entry = JENTRY_HAS_OFF | container->length;
	else
		entry = container->length - start;
	container->entries[container->filled++] = type | entry;
}

/*
 * Makes a container of the children from the first one on.
 */
static void
make_container(JsonbWriter *writer, uint32 first, uint32 first_byte, uint32 kind)
{
	StringInfo	made = &writer->made;
	Child	   *children = writer->children + first;
	uint32		count = writer->count - first;
	uint32		entries = kind == JB_FOBJECT ? 2 * count : count;
	uint32		head = sizeof(uint32) + entries * sizeof(JEntry);
	uint32		header = count | kind;
	Container	container = {0};

	if (count > (kind == JB_FOBJECT ? MAX_PAIRS : MAX_ELEMENTS))
		too_large();
	resetStringInfo(made);
	enlargeStringInfo(made, VARHDRSZ + head + writer->bytes.len - first_byte + count * sizeof(int32));
	memcpy(made->data + VARHDRSZ, &header, sizeof(header));
	container.entries = (JEntry *) (made->data + VARHDRSZ + sizeof(header));
	container.data = made->data + VARHDRSZ + head;
	if (kind == JB_FOBJECT)
	{
		sort_by_key(children, count, writer->bytes.data);
		for (uint32 i = 0; i < count; i++)
			lay_out(&container, writer->bytes.data + children[i].key, children[i].key_length, JENTRY_ISSTRING);
	}
	for (uint32 i = 0; i < count; i++)
		lay_out(&container, writer->bytes.data + children[i].value, children[i].length, children[i].type);
	if (head + container.length > JENTRY_OFFLENMASK)
		too_large();
	made->len = VARHDRSZ + head + container.length;
}

/* ---- reading a text -------------------------------------------------------- */

static void
append_bytes(JsonbWriter *writer, const char *bytes, uint32 length)
{
	if (writer->bytes.len + (uint64) length + writer->count * sizeof(JEntry) > JENTRY_OFFLENMASK)
		too_large();
	enlargeStringInfo(&writer->bytes, length);
	copy_bytes(writer->bytes.data + writer->bytes.len, bytes, length);
	writer->bytes.len += length;
}

static uint32
append_string(JsonbWriter *writer)
{
	Code		string = json_read_string(&writer->reader, "a string");

	append_bytes(writer, string.data, string.length);
	pfree(unconstify(char *, string.data));
	return string.length;
}

static void
append_number(JsonbWriter *writer)
{
	char	   *digits = json_read_digits(&writer->reader, "a value");
	Numeric		number = DatumGetNumeric(DirectFunctionCall3(numeric_in, CStringGetDatum(digits),
															 ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));

	append_bytes(writer, (char *) number, VARSIZE_ANY(number));
	pfree(number);
	pfree(digits);
}

static void
add_child(JsonbWriter *writer, const Child *child)
{
	if (writer->count == writer->capacity)
	{
		writer->capacity *= 2;
		writer->children = repalloc_huge(writer->children, writer->capacity * sizeof(Child));
	}
	writer->children[writer->count++] = *child;
}

/*
 * Reads an object or an array to its end, and leaves it in made.
 */
static void
read_container(JsonbWriter *writer)
{
	JsonReader *reader = &writer->reader;
	uint32		first = writer->count;
	uint32		first_byte = writer->bytes.len;
	bool		object = json_accept(reader, JSON_TOKEN_OBJECT_START);
	JsonTokenType end = object ? JSON_TOKEN_OBJECT_END : JSON_TOKEN_ARRAY_END;

	check_stack_depth();
	if (!object)
		json_expect(reader, JSON_TOKEN_ARRAY_START, "a value");
	for (bool more = !json_accept(reader, end); more; more = !json_accept(reader, end))
	{
		Child		child = {0};

		if (writer->count > first)
			json_expect(reader, JSON_TOKEN_COMMA, "\",\" or the end");
		if (object)
		{
			child.key = writer->bytes.len;
			child.key_length = append_string(writer);
			json_expect(reader, JSON_TOKEN_COLON, "\":\"");
		}
		read_value(writer, &child);
		add_child(writer, &child);
	}
	make_container(writer, first, first_byte, object ? JB_FOBJECT : JB_FARRAY);
	writer->count = first;
	writer->bytes.len = first_byte;
}

static void
read_value(JsonbWriter *writer, Child *child)
{
	child->value = writer->bytes.len;
	switch (writer->reader.lexer->token_type)
	{
		case JSON_TOKEN_STRING:
			child->type = JENTRY_ISSTRING;
			append_string(writer);
			break;
		case JSON_TOKEN_OBJECT_START:
		case JSON_TOKEN_ARRAY_START:
			child->type = JENTRY_ISCONTAINER;
			read_container(writer);
			append_bytes(writer, writer->made.data + VARHDRSZ, writer->made.len - VARHDRSZ);
			break;
		default:
			child->type = JENTRY_ISNUMERIC;
			append_number(writer);
	}
	child->length = writer->bytes.len - child->value;
}

/*
 * The jsonb of an object or an array of such, of strings and of numbers: what the
 * text of a value is.  No object in it may have a key twice.
 */
Jsonb *
jsonb_of_text(char *text, const char *type_name)
{
	JsonbWriter writer = {.capacity = 64};
	Jsonb	   *json;

	json_reader_start(&writer.reader, text, type_name);
	writer.children = palloc(writer.capacity * sizeof(Child));
	initStringInfo(&writer.bytes);
	initStringInfo(&writer.made);
	read_container(&writer);
	json_reader_finish(&writer.reader);
	pfree(writer.bytes.data);
	pfree(writer.children);
	json = (Jsonb *) writer.made.data;
	SET_VARSIZE(json, writer.made.len);
	return json;
}

/* ---- writing a text -------------------------------------------------------- */

static void
write_scalar(StringInfo out, const JsonbValue *value)
{
	char	   *digits;

	switch (value->type)
	{
		case jbvNull:
			appendStringInfoString(out, "null");
			break;
		case jbvBool:
			appendStringInfoString(out, value->val.boolean ? "true" : "false");
			break;
		case jbvString:
			json_write_code(out, (Code) {value->val.string.val, value->val.string.len});
			break;
		default:
			digits = DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
			appendStringInfoString(out, digits);
			pfree(digits);
	}
}

/*
 * The text of any jsonb, as PostgreSQL writes it.
 */
char *
text_of_jsonb(Jsonb *json)
{
	bool		brackets = !JB_ROOT_IS_SCALAR(json);
	bool		first = true;	/* no comma before what comes next */
	JsonbIterator *iterator = JsonbIteratorInit(&json->root);
	JsonbIteratorToken token;
	JsonbValue	value;
	StringInfoData out;

	initStringInfo(&out);
	while ((token = JsonbIteratorNext(&iterator, &value, false)) != WJB_DONE)
	{
		bool		ends = token == WJB_END_ARRAY || token == WJB_END_OBJECT;

		CHECK_FOR_INTERRUPTS();
		if (!first && !ends)
			appendStringInfoString(&out, ", ");
		if (token == WJB_KEY || token == WJB_VALUE || token == WJB_ELEM)
			write_scalar(&out, &value);
		else if (token == WJB_BEGIN_OBJECT || token == WJB_END_OBJECT)
			appendStringInfoChar(&out, ends ? '}' : '{');
		else if (brackets)
			appendStringInfoChar(&out, ends ? ']' : '[');
		if (token == WJB_KEY)
			appendStringInfoString(&out, ": ");
		first = token == WJB_KEY || token == WJB_BEGIN_ARRAY || token == WJB_BEGIN_OBJECT;
	}
	return out.data;
}
