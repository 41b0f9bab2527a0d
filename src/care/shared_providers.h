/*
 * shared_providers.h
 *		Who is shared by providers, and who is too much for that.
 */
#ifndef PLACEBASE_SHARED_PROVIDERS_H
#define PLACEBASE_SHARED_PROVIDERS_H

/*
 * A patient of k providers ties k * (k - 1) / 2 pairs of them.  One with more than
 * these is a fault in the data, not somebody's care.
 */
#define SHARED_PROVIDERS_MOST 1000

#define SHARED_PROVIDERS_DETAIL "A patient may be shared by at most %d providers."

#endif
