"""Reporting over HTTP: figures, tables and trends, each as of when, as interface.md lists them.

It owns who may see what and how sums become answers. It hears reads with a Scope and says figures; which engine keeps
the documents it never learns.
"""
