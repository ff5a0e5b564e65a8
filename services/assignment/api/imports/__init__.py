"""Lists that a ward brings along, as XLSX or CSV: read, compared with the roster, shown, and taken.

It owns no state, hears nothing and says ImportEntries. The same file again changes nothing: what a row stands for has
an id made from the ward and the row's list code.
"""
