"""Tables that name their columns, whatever holds them: text, a workbook, a DBF file; and what each column means."""
