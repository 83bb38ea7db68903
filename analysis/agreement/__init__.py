"""Agreement between coders, people and the machine as one: units, coefficients, intervals, spans."""
