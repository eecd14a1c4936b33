// Package mapvet runs the program mapvet as an analyzer of golang.org/x/tools/go/analysis: in Bazel's nogo, in
// golangci-lint, and in any other driver of analyzers.
package mapvet

import (
	"flag"
	"fmt"
	"go/build"
	"go/token"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// rules is the folder with the rules' pages, which a finding's URL is seen from.
const rules = "https://github.com/OWNER/mapvet/blob/main/docs/rules/"

// Options are what the program is and what it is told; the same as of `mapvet -flags`.
type Options struct {
	// Binary is the program. Without it: Program, else what the variable MAPVET names, else mapvet on PATH.
	Binary        string `json:"binary"`
	Preview       bool   `json:"preview"`
	Select        string `json:"select"`
	Ignore        string `json:"ignore"`
	MinConfidence string `json:"min-confidence"`
	Info          bool   `json:"info"`
	// UnsafeFixes hands drivers fixes too that a person should look at: many apply what they are handed.
	UnsafeFixes bool `json:"unsafe-fixes"`
}

// Program is the program itself, for builds that see no file but those they know of: set it from a //go:embed.
var Program []byte

// Analyzer reports what mapvet finds. Its flags are the options.
var Analyzer = New(Options{})

// Facts are what mapvet leaves behind for packages that import this one.
type Facts struct{ Data []byte }

func (*Facts) AFact() {}

// New makes an analyzer with options, which its flags can still change.
func New(options Options) *analysis.Analyzer {
	analyzer := &analysis.Analyzer{
		Name:             "mapvet",
		Doc:              "find misuse of maps, the memory behind them and the locks around them",
		URL:              rules,
		RunDespiteErrors: true,
		FactTypes:        []analysis.Fact{new(Facts)},
		Flags:            *flag.NewFlagSet("mapvet", flag.ExitOnError),
	}
	flags := &analyzer.Flags
	flags.StringVar(&options.Binary, "binary", options.Binary, "the program mapvet")
	flags.BoolVar(&options.Preview, "preview", options.Preview, "add rules that have not proved themselves yet")
	flags.StringVar(&options.Select, "select", options.Select, "run exactly these rules, separated by commas")
	flags.StringVar(&options.Ignore, "ignore", options.Ignore, "leave out these rules, separated by commas")
	flags.StringVar(&options.MinConfidence, "min-confidence", options.MinConfidence, "high, medium or low")
	flags.BoolVar(&options.Info, "info", options.Info, "show findings of level info too")
	flags.BoolVar(&options.UnsafeFixes, "unsafe-fixes", options.UnsafeFixes, "suggest fixes too that a person should look at")
	analyzer.Run = func(pass *analysis.Pass) (any, error) { return run(pass, options) }
	return analyzer
}

func (o Options) arguments() []string {
	arguments := []string{"-json"}
	for _, each := range []struct{ name, value string }{
		{"select", o.Select}, {"ignore", o.Ignore}, {"min-confidence", o.MinConfidence},
	} {
		if each.value != "" {
			arguments = append(arguments, "-"+each.name+"="+each.value)
		}
	}
	if o.Preview {
		arguments = append(arguments, "-preview")
	}
	if o.Info {
		arguments = append(arguments, "-info")
	}
	return arguments
}

func run(pass *analysis.Pass, options Options) (any, error) {
	facts := &Facts{}
	places := newPlaces(pass, options.UnsafeFixes)
	// Packages of other modules and of Go itself are looked at by nobody, and mapvet has nothing to say of them.
	if len(places.names) == 0 || pass.Module != nil && pass.Module.Version != "" || isStandard(places.names[0]) {
		return nil, nil
	}
	answer, err := ask(pass, places, options, facts)
	if err != nil {
		return nil, fmt.Errorf("mapvet: %w", err)
	}
	if len(facts.Data) > 0 {
		pass.ExportPackageFact(facts)
	}
	for _, found := range answer {
		pass.Report(places.diagnostic(found))
	}
	return nil, nil
}

func isStandard(name string) bool {
	root := build.Default.GOROOT
	return root != "" && strings.HasPrefix(name, filepath.Join(root, "src")+string(filepath.Separator))
}

// places turns file names, lines and columns into positions.
type places struct {
	pass  *analysis.Pass
	names []string
	files map[string]*token.File
	// unsafe: fixes that a person should look at are suggested too.
	unsafe bool
}

func newPlaces(pass *analysis.Pass, unsafe bool) *places {
	p := &places{pass: pass, unsafe: unsafe, files: map[string]*token.File{}}
	for _, file := range pass.Files {
		known := pass.Fset.File(file.Package)
		if known == nil {
			continue
		}
		name := absolute(known.Name())
		p.files[name] = known
		p.names = append(p.names, name)
	}
	return p
}

func absolute(name string) string {
	if path, err := filepath.Abs(name); err == nil {
		return path
	}
	return name
}

// file gives a file of the package, or one of another package that a finding tells of.
func (p *places) file(name string) *token.File {
	name = absolute(name)
	if known, ok := p.files[name]; ok {
		return known
	}
	var added *token.File
	if data, err := os.ReadFile(name); err == nil {
		added = p.pass.Fset.AddFile(name, -1, len(data))
		added.SetLinesForContent(data)
	}
	p.files[name] = added
	return added
}

// at gives the position of "file:line:column"; none where there is no such place.
func (p *places) at(text string) token.Pos {
	var line, column int
	name, rest := cutLast(text)
	if _, err := fmt.Sscan(rest, &column); err != nil {
		return token.NoPos
	}
	name, rest = cutLast(name)
	if _, err := fmt.Sscan(rest, &line); err != nil {
		return token.NoPos
	}
	file := p.file(name)
	if file == nil || line < 1 || line > file.LineCount() {
		return token.NoPos
	}
	offset := file.Offset(file.LineStart(line)) + column - 1
	if offset > file.Size() {
		return token.NoPos
	}
	return file.Pos(offset)
}

func cutLast(text string) (string, string) {
	if colon := strings.LastIndexByte(text, ':'); colon >= 0 {
		return text[:colon], text[colon+1:]
	}
	return text, ""
}

func (p *places) diagnostic(found finding) analysis.Diagnostic {
	d := analysis.Diagnostic{
		Pos: p.at(found.Posn), End: p.at(found.End), Category: found.Category, Message: found.Message,
		URL: found.Category + ".md",
	}
	if !d.Pos.IsValid() {
		// The file is out of reach, in a sandbox or behind cgo: the place is told in words.
		d.Pos, d.End = p.pass.Files[0].Package, token.NoPos
		d.Message = found.Posn + ": " + found.Message
	}
	for _, other := range found.Related {
		if pos := p.at(other.Posn); pos.IsValid() {
			d.Related = append(d.Related, analysis.RelatedInformation{
				Pos: pos, End: p.at(other.End), Message: other.Message,
			})
		}
	}
	for _, fix := range found.SuggestedFixes {
		if fix.Safety != "safe" && !p.unsafe {
			continue
		}
		if edits, ok := p.edits(fix.Edits); ok {
			d.SuggestedFixes = append(d.SuggestedFixes, analysis.SuggestedFix{Message: fix.Message, TextEdits: edits})
		}
	}
	return d
}

// edits are those of a fix, if all of it lies in files of the package.
func (p *places) edits(edits []edit) ([]analysis.TextEdit, bool) {
	var result []analysis.TextEdit
	for _, each := range edits {
		name := absolute(each.Filename)
		file := p.files[name]
		isOwn := false
		for _, own := range p.names {
			isOwn = isOwn || own == name
		}
		if !isOwn || each.Start < 0 || each.Start > each.End || each.End > file.Size() {
			return nil, false
		}
		result = append(result, analysis.TextEdit{
			Pos: file.Pos(each.Start), End: file.Pos(each.End), NewText: []byte(each.New),
		})
	}
	return result, len(result) > 0
}
