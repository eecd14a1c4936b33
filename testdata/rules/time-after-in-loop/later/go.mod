module example.com/rules/time-after-in-loop/later

go 1.23
