// Package golangci is mapvet for golangci-lint's module plugin system: a line in .custom-gcl.yml.
package golangci

import (
	"github.com/golangci/plugin-module-register/register"
	"golang.org/x/tools/go/analysis"

	mapvet "github.com/OWNER/mapvet/contrib/goanalysis"
)

func init() { register.Plugin("mapvet", New) }

// New reads the settings of .golangci.yml: the fields of mapvet.Options.
func New(settings any) (register.LinterPlugin, error) {
	options, err := register.DecodeSettings[mapvet.Options](settings)
	if err != nil {
		return nil, err
	}
	return plugin{options}, nil
}

type plugin struct{ options mapvet.Options }

func (p plugin) BuildAnalyzers() ([]*analysis.Analyzer, error) {
	return []*analysis.Analyzer{mapvet.New(p.options)}, nil
}

// GetLoadMode: facts go from package to package with their types.
func (plugin) GetLoadMode() string { return register.LoadModeTypesInfo }
