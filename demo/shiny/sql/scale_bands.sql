SELECT scale, smallest, largest, works_for, relationship FROM scales() ORDER BY smallest
