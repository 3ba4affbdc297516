"""Pages of meters: the form, the table of a month, the history of a scale, the meters of the house."""
