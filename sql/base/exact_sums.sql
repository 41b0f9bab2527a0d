
-- exact_sums: the state of aggregates that are a fixed number of sums.  Its text form keeps every bit
-- whatever extra_float_digits is, so that partial results travel between servers as they are.

-- written once: base/forms exact_sums IMMUTABLE a JSON array of numbers

-- written once: base/type exact_sums double the state of an aggregate that is made of sums
