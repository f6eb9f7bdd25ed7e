"""Step-graph attention: pictures of one procedure read each other along a sparse weighted graph."""
