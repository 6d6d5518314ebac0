//! Result shape to Vega-Lite.
