"""What is known: records, codebook, labelled examples and the store. Imports none of our other folders."""
