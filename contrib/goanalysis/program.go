package mapvet

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/tools/go/analysis"
)

// What mapvet answers, in the form of unitchecker's JSON.
type (
	finding struct {
		Category       string
		Posn           string
		End            string
		Message        string
		Related        []struct{ Posn, End, Message string }
		SuggestedFixes []struct {
			Message string
			Edits   []edit
			Safety  string
		} `json:"suggested_fixes"`
	}
	edit struct {
		Filename   string
		Start, End int
		New        string
	}
)

// configuration is the part of the go command's vet.cfg that mapvet reads.
type configuration struct {
	ID, Dir, ImportPath string
	GoFiles             []string
	Module              *module `json:",omitempty"`
	PackageVetx         map[string]string
	VetxOutput          string
}

type module struct{ Path, Version string }

// ask runs mapvet on the package as the go command does, with the facts of its imports. It fills in those of the package.
func ask(pass *analysis.Pass, places *places, options Options, facts *Facts) ([]finding, error) {
	folder, err := os.MkdirTemp("", "mapvet-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	binary, err := options.find(folder)
	if err != nil {
		return nil, err
	}
	asked := configuration{
		ID: pass.Pkg.Path(), ImportPath: pass.Pkg.Path(), Dir: commonFolder(places.names), GoFiles: places.names,
		PackageVetx: map[string]string{}, VetxOutput: filepath.Join(folder, "facts"),
	}
	if pass.Module != nil {
		asked.Module = &module{Path: pass.Module.Path, Version: pass.Module.Version}
	}
	for index, imported := range pass.Pkg.Imports() {
		var known Facts
		if pass.ImportPackageFact(imported, &known) {
			path := filepath.Join(folder, fmt.Sprintf("%d.facts", index))
			if err := os.WriteFile(path, known.Data, 0o600); err != nil {
				return nil, err
			}
			asked.PackageVetx[imported.Path()] = path
		}
	}
	text, err := json.Marshal(asked)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(folder, "vet.cfg")
	if err := os.WriteFile(path, text, 0o600); err != nil {
		return nil, err
	}
	var output, complaint bytes.Buffer
	command := exec.Command(binary, append(options.arguments(), path)...)
	command.Stdout, command.Stderr = &output, &complaint
	if err := command.Run(); err != nil {
		return nil, fmt.Errorf("%s: %w: %s", binary, err, strings.TrimSpace(complaint.String()))
	}
	var answer map[string]struct{ Mapvet []finding }
	if err := json.Unmarshal(output.Bytes(), &answer); err != nil {
		return nil, fmt.Errorf("%s answered with no JSON: %w", binary, err)
	}
	if facts.Data, err = os.ReadFile(asked.VetxOutput); err != nil {
		return nil, err
	}
	return answer[asked.ID].Mapvet, nil
}

// commonFolder is the one that most files lie in: what is made by a build lies elsewhere.
func commonFolder(names []string) string {
	counts := map[string]int{}
	best := ""
	for _, name := range names {
		folder := filepath.Dir(name)
		counts[folder]++
		if best == "" || counts[folder] > counts[best] {
			best = folder
		}
	}
	return best
}

// find gives the path of the program, in a folder for temporary files where it is carried along.
func (o Options) find(folder string) (string, error) {
	if o.Binary != "" {
		return exec.LookPath(o.Binary)
	}
	if len(Program) > 0 {
		return unpack(filepath.Join(folder, "mapvet"))
	}
	if named := os.Getenv("MAPVET"); named != "" {
		return exec.LookPath(named)
	}
	path, err := exec.LookPath("mapvet")
	if err != nil {
		return "", errors.New("the program is not found: name it with the flag binary or the variable MAPVET, or put it on PATH")
	}
	return path, nil
}

// unpack writes Program to a file.
func unpack(path string) (string, error) {
	// A process started meanwhile would inherit the open file, which then could not be run.
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	return path, os.WriteFile(path, Program, 0o700)
}
