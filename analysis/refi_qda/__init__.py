"""REFI-QDA 1.0: codebooks (`.qdc`) and projects (`.qdpx`) that other programs for qualitative analysis open and make.

`codebook` and `project_writer` write, `project_reader` reads what any program wrote, `matching` finds the documents
and codes it speaks of. Standard: REFI-QDA 1.5 (2022), schema `Project-mrt2019.xsd`, qdasoftware.org.
"""
