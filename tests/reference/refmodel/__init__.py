"""A small, slow, literal second implementation of the model, written from model.md and scenario.md alone.

Inside: times are hours since t = 0, lengths km, speeds km/h, rates per hour or per km.
"""
