module example.com/rules/ticker-not-stopped

go 1.22
