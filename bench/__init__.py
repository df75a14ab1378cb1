"""Speed, measured on a real server against floors of the same run: `bin/bench` (all) or `bin/bench --snel`."""
