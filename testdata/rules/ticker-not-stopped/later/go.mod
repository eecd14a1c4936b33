module example.com/rules/ticker-not-stopped/later

go 1.23
