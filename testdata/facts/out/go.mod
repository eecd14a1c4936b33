module example.com/out

go 1.22
