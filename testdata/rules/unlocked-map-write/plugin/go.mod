module example.com/rules/plugin

go 1.23

require github.com/hashicorp/go-plugin v0.0.0

replace github.com/hashicorp/go-plugin => ./goplugin
