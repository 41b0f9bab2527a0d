/*
 * varint.h
 *		Numbers that take as many bytes as they need: seven bits a byte, low bits
 *		first, and the top bit of every byte but the last.
 */
#ifndef PLACEBASE_VARINT_H
#define PLACEBASE_VARINT_H

/*
 * Writes a number and returns what is behind it.
 */
static inline uint8 *
write_varint(uint8 *next, uint64 value)
{
	while (value >= 0x80)
	{
		*next++ = (uint8) value | 0x80;
		value >>= 7;
	}
	*next++ = (uint8) value;
	return next;
}

/*
 * Reads a number that ends before end, and steps over it.  What has no such number
 * is damaged, an error that does not return.
 */
static inline uint64
read_varint(const uint8 **next, const uint8 *end, void (*damaged) (void))
{
	uint64		value = 0;

	for (int shift = 0; shift < 64; shift += 7)
	{
		uint8		byte;

		if (*next >= end)
			damaged();
		byte = *(*next)++;
		value |= (uint64) (byte & 0x7F) << shift;
		if (byte < 0x80)
			return value;
	}
	damaged();
	pg_unreachable();
}

#endif
