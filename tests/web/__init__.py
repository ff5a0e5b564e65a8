"""The pages in a real browser, against a real `onetwenty serve`: what people see and do, and what goes wrong there."""
