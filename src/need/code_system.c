/*
 * code_system.c
 *		Systems of clinical codes, and the normal form of a code.
 *
 * The same code is written in several ways: hospital records have I10X and I210
 * where a list has I10 and I21.0, and a Read code may carry a term code behind it.
 * In the normal form of its system a code of a list and one of the data are the same
 * bytes, and a code below another begins with it.
 */
#include "postgres.h"

#include "need/code_system.h"

static const char *const system_names[] = {"icd10", "opcs4", "icd9", "read2", "ctv3", "snomed"};

/* Bytes 6 and 7 of a Read code are the term, not the concept. */
#define READ2_LENGTH 5

/*
 * True if a name would be that of a system but for case, blanks, hyphens and
 * underscores.  SNOMED is also known with its suffix.
 */
static bool
is_spelling_of(Code name, const char *system)
{
	bool		suffixed = strcmp(system, "snomed") == 0;
	const char *next = system;

	for (uint32 i = 0; i < name.length; i++)
	{
		char		c = name.data[i];

		if (c == ' ' || c == '-' || c == '_')
			continue;
		if (*next == '\0' && suffixed)
		{
			next = "ct";
			suffixed = false;
		}
		if (*next == '\0' || pg_ascii_tolower(c) != *next)
			return false;
		next++;
	}
	return *next == '\0';
}

/*
 * The system of a name.  A name that is nearly that of a system would be taken for
 * one of the user's own, whose codes are compared as they are: an error.
 */
CodeSystem
code_system_named(Code name, int sqlstate)
{
	for (Size i = 0; i < lengthof(system_names); i++)
		if (code_equal(name, (Code) {system_names[i], strlen(system_names[i])}))
			return i;
	check_code_not_blank(name, "system", sqlstate);
	for (Size i = 0; i < lengthof(system_names); i++)
		if (is_spelling_of(name, system_names[i]))
			ereport(ERROR,
					(errcode(sqlstate),
					 errmsg("unknown code system \"%s\"", code_for_message(name)),
					 errhint("Write it \"%s\".", system_names[i])));
	return SYSTEM_LOCAL;
}

/*
 * True if a code of the system begins with the codes above it.
 */
bool
code_system_has_hierarchy(CodeSystem system)
{
	return system != SYSTEM_CTV3 && system != SYSTEM_SNOMED;
}

static Code
trimmed(Code code)
{
	while (code.length > 0 && code_is_blank((Code) {code.data, 1}))
	{
		code.data++;
		code.length--;
	}
	while (code.length > 0 && code_is_blank((Code) {code.data + code.length - 1, 1}))
		code.length--;
	return code;
}

static Code
letters_and_digits(Code code, char *room)
{
	uint32		length = 0;

	for (uint32 i = 0; i < code.length; i++)
	{
		char		c = pg_ascii_toupper(code.data[i]);

		if ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))
			room[length++] = c;
	}
	return (Code)
	{
		room, length
	};
}

/*
 * The five characters of the concept, of which a blank is none.
 */
static Code
read2_concept(Code code)
{
	code = trimmed(code);
	code.length = Min(code.length, READ2_LENGTH);
	for (uint32 i = 0; i < code.length; i++)
		if (IS_HIGHBIT_SET(code.data[i]) || code.data[i] <= ' ')
			code.length = 0;
	while (code.length > 0 && code.data[code.length - 1] == '.')
		code.length--;
	return code;
}

/*
 * The code as it is compared; of no bytes where it is no code of the system.  It is
 * in room, which has the length of the code, or stays where it is.
 */
Code
code_normal_form(CodeSystem system, Code code, char *room)
{
	switch (system)
	{
		case SYSTEM_ICD10:
		case SYSTEM_OPCS4:
		case SYSTEM_ICD9:
			return letters_and_digits(code, room);
		case SYSTEM_READ2:
			return read2_concept(code);
		case SYSTEM_SNOMED:
			return trimmed(code);
		case SYSTEM_CTV3:
		case SYSTEM_LOCAL:
			break;
	}
	return code;
}
