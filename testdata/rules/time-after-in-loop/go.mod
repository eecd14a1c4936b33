module example.com/rules/time-after-in-loop

go 1.22
