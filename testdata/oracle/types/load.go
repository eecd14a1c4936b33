package main

import (
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// A loader finds and reads packages. It never runs the go command.
type loader struct {
	fset     *token.FileSet
	build    build.Context
	goroot   string
	gopath   []string
	modcache string
	verbose  bool

	contexts map[string]*context       // by the folder of a go.mod
	packages map[string]*types.Package // declarations only; by context and folder
	loading  map[string]bool
}

func newLoader(goroot string, gopath []string, modcache string, verbose bool) *loader {
	l := &loader{
		fset:     token.NewFileSet(),
		build:    build.Default,
		goroot:   goroot,
		verbose:  verbose,
		modcache: modcache,
		contexts: map[string]*context{},
		packages: map[string]*types.Package{},
		loading:  map[string]bool{},
	}
	l.build.GOROOT = goroot
	l.build.GOOS = "linux"
	l.build.GOARCH = "amd64"
	l.build.CgoEnabled = false
	for _, dir := range gopath {
		if real, err := filepath.EvalSymlinks(dir); err == nil {
			l.gopath = append(l.gopath, real)
		}
	}
	if l.modcache == "" && len(l.gopath) > 0 {
		l.modcache = filepath.Join(l.gopath[0], "pkg", "mod")
	}
	return l
}

// A context says where the imports of a package lead: it is a main module with its workspace, or the standard library.
type context struct {
	id       string
	standard bool
	modules  []*module // the workspace; the first is the module itself
}

type module struct {
	path     string
	dir      string
	version  string // of the language, as in "go1.22"
	requires map[string]string
	replaces map[string]string // "path" or "path@version" to a folder or "path@version"
}

// A unit is a package to print, with its tests.
type unit struct {
	path     string
	dir      string
	version  string
	context  *context
	files    []*sourceFile // with the tests inside the package
	external []*sourceFile // the tests in the package's _test twin
}

type sourceFile struct {
	path    string
	tree    *ast.File
	damaged bool
}

// contextOf finds the module of a folder.
func (l *loader) contextOf(dir string) *context {
	root := ""
	for at := dir; ; at = filepath.Dir(at) {
		if isFile(filepath.Join(at, "go.mod")) {
			root = at
			break
		}
		if at == filepath.Dir(at) {
			break
		}
	}
	if c := l.contexts[root]; c != nil {
		return c
	}
	c := &context{id: root}
	l.contexts[root] = c
	source := filepath.Join(l.goroot, "src")
	c.standard = root == source || root == filepath.Join(source, "cmd")
	if root == "" {
		return c
	}
	c.modules = append(c.modules, readModule(root))
	for at := root; ; at = filepath.Dir(at) {
		if name := filepath.Join(at, "go.work"); isFile(name) {
			used := workspace(name)
			// A workspace that does not use the module has no say in it.
			if slices.Contains(used, root) {
				for _, dir := range used {
					if dir != root && isFile(filepath.Join(dir, "go.mod")) {
						c.modules = append(c.modules, readModule(dir))
					}
				}
			}
			break
		}
		if at == filepath.Dir(at) {
			break
		}
	}
	return c
}

// importPath is the path of the package in a folder, as its importers write it (or would print it).
func (l *loader) importPath(dir string, c *context) string {
	if rest, ok := below(filepath.Join(l.goroot, "src"), dir); ok {
		return rest
	}
	if i := strings.LastIndex(filepath.ToSlash(dir)+"/", "/vendor/"); i >= 0 {
		return filepath.ToSlash(dir)[i+len("/vendor/"):]
	}
	if len(c.modules) > 0 {
		m := c.modules[0]
		rest, _ := below(m.dir, dir)
		return path.Join(m.path, rest)
	}
	for _, root := range l.gopath {
		if rest, ok := below(filepath.Join(root, "src"), dir); ok {
			return rest
		}
	}
	return "command-line-arguments"
}

// find gives the folder and the path of what a package imports, or an empty folder.
func (l *loader) find(imported string, c *context) (string, string) {
	source := filepath.Join(l.goroot, "src")
	if c.standard {
		for _, prefix := range []string{"", "vendor", "cmd/vendor"} {
			if prefix == "cmd/vendor" && filepath.Base(c.id) != "cmd" || prefix == "vendor" && filepath.Base(c.id) == "cmd" {
				continue
			}
			full := path.Join(prefix, imported)
			if dir := filepath.Join(source, full); hasGo(dir) {
				return dir, full
			}
		}
		return "", ""
	}
	var best *module
	for _, m := range c.modules {
		if within(m.path, imported) && (best == nil || len(m.path) > len(best.path)) {
			best = m
		}
	}
	if best != nil {
		if dir := filepath.Join(best.dir, strings.TrimPrefix(imported, best.path)); hasGo(dir) {
			return dir, imported
		}
	}
	for _, m := range c.modules {
		if dir := filepath.Join(m.dir, "vendor", imported); hasGo(dir) {
			return dir, imported
		}
	}
	if dir := filepath.Join(source, imported); hasGo(dir) {
		return dir, imported
	}
	for _, m := range c.modules {
		if dir := l.required(m, imported); dir != "" {
			return dir, imported
		}
	}
	for _, root := range l.gopath {
		if dir := filepath.Join(root, "src", imported); hasGo(dir) {
			return dir, imported
		}
	}
	return "", ""
}

// required looks for a package in the modules that m requires: a local replacement, or the module cache.
func (l *loader) required(m *module, imported string) string {
	best := ""
	for name := range m.requires {
		if within(name, imported) && len(name) > len(best) {
			best = name
		}
	}
	if best == "" {
		return ""
	}
	version := m.requires[best]
	name := best
	to, ok := m.replaces[best+"@"+version]
	if !ok {
		to, ok = m.replaces[best]
	}
	rest := strings.TrimPrefix(imported, best)
	if ok {
		if strings.HasPrefix(to, ".") || filepath.IsAbs(to) {
			if !filepath.IsAbs(to) {
				to = filepath.Join(m.dir, to)
			}
			if dir := filepath.Join(to, rest); hasGo(dir) {
				return dir
			}
			return ""
		}
		name, version, _ = strings.Cut(to, "@")
	}
	if dir := filepath.Join(l.modcache, escaped(name)+"@"+escaped(version), rest); hasGo(dir) {
		return dir
	}
	return ""
}

// escaped writes a path as the module cache does, for file systems that do not tell A from a.
func escaped(name string) string {
	var out strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			out.WriteByte('!')
			r = unicode.ToLower(r)
		}
		out.WriteRune(r)
	}
	return out.String()
}

// unit reads the package in a folder with its tests, or gives nil when there is none.
func (l *loader) unit(dir string) *unit {
	if dir == filepath.Join(l.goroot, "src", "builtin") {
		// It is documentation: each of its types is declared by itself, which go/types rejects.
		return nil
	}
	found, err := l.build.ImportDir(dir, 0)
	var none *build.NoGoError
	if errors.As(err, &none) {
		return nil
	}
	if err != nil {
		l.note("%s: %v", dir, err)
	}
	c := l.contextOf(dir)
	u := &unit{path: l.importPath(dir, c), dir: dir, context: c}
	if len(c.modules) > 0 {
		u.version = c.modules[0].version
	}
	u.files = l.read(dir, found.Name, slices.Concat(found.GoFiles, found.TestGoFiles))
	u.external = l.read(dir, "", found.XTestGoFiles)
	return u
}

// read parses files; those of another package than the one asked for are left out.
func (l *loader) read(dir, name string, files []string) []*sourceFile {
	var read []*sourceFile
	for _, file := range files {
		full := filepath.Join(dir, file)
		tree, err := parser.ParseFile(l.fset, full, nil, parser.SkipObjectResolution)
		if err != nil {
			l.note("%v", err)
		}
		if tree == nil || name != "" && tree.Name.Name != name {
			continue
		}
		read = append(read, &sourceFile{path: full, tree: tree, damaged: err != nil})
	}
	return read
}

// loadImports loads all that a unit imports, whether directly or not.
func (l *loader) loadImports(u *unit) {
	for _, f := range slices.Concat(u.files, u.external) {
		for _, imported := range importsOf(f.tree) {
			l.load(imported, u.context)
		}
	}
}

func importsOf(tree *ast.File) []string {
	var paths []string
	for _, spec := range tree.Imports {
		if name, err := strconv.Unquote(spec.Path.Value); err == nil && name != "C" && name != "unsafe" {
			paths = append(paths, name)
		}
	}
	return paths
}

// locate gives the folder, the path, the context and the key of what a package imports.
func (l *loader) locate(imported string, c *context) (dir, full string, in *context, key string) {
	dir, full = l.find(imported, c)
	if dir == "" {
		return "", "", nil, ""
	}
	in = c
	if _, ok := below(filepath.Join(l.goroot, "src"), dir); ok {
		// The standard library means the same to everyone.
		in = l.contextOf(dir)
	}
	return dir, full, in, in.id + "\x00" + dir
}

// load checks the declarations of an imported package, and before it of all that it imports.
func (l *loader) load(imported string, c *context) {
	dir, full, in, key := l.locate(imported, c)
	if dir == "" {
		l.note("%s: not found", imported)
		return
	}
	if l.packages[key] != nil || l.loading[key] {
		return
	}
	l.loading[key] = true
	files := l.declarations(dir)
	for _, f := range files {
		for _, next := range importsOf(f.tree) {
			l.load(next, in)
		}
	}
	pkg, _ := l.check(full, files, "", importer{l, in, nil}, true)
	l.packages[key] = pkg
}

// declarations reads the files of an imported package, without tests.
func (l *loader) declarations(dir string) []*sourceFile {
	found, err := l.build.ImportDir(dir, 0)
	if err != nil {
		l.note("%s: %v", dir, err)
	}
	return l.read(dir, found.Name, found.GoFiles)
}

// An importer answers go/types from what was loaded before.
type importer struct {
	loader   *loader
	context  *context
	replaced *replacement
}

// A replacement is the package under test with its tests. The go command builds anew, against it, what its external
// tests import that imports the package in turn; otherwise there would be two packages of one path.
type replacement struct {
	with   *types.Package
	loaded map[string]*types.Package
}

func (i importer) Import(imported string) (*types.Package, error) {
	if imported == "unsafe" {
		return types.Unsafe, nil
	}
	dir, full, in, key := i.loader.locate(imported, i.context)
	pkg := i.loader.packages[key]
	if pkg == nil {
		return nil, fmt.Errorf("%s: not found", imported)
	}
	if i.replaced == nil {
		return pkg, nil
	}
	if full == i.replaced.with.Path() {
		return i.replaced.with, nil
	}
	if again := i.replaced.loaded[key]; again != nil {
		return again, nil
	}
	if dependsOn(pkg, i.replaced.with.Path(), map[*types.Package]bool{}) {
		pkg, _ = i.loader.check(full, i.loader.declarations(dir), "", importer{i.loader, in, i.replaced}, true)
	}
	i.replaced.loaded[key] = pkg
	return pkg, nil
}

func dependsOn(pkg *types.Package, on string, seen map[*types.Package]bool) bool {
	if seen[pkg] {
		return false
	}
	seen[pkg] = true
	for _, imported := range pkg.Imports() {
		if imported.Path() == on || dependsOn(imported, on, seen) {
			return true
		}
	}
	return false
}

// readModule reads of a go.mod what decides where imports lead.
func readModule(dir string) *module {
	m := &module{dir: dir, version: "go1.16", requires: map[string]string{}, replaces: map[string]string{}}
	directives(filepath.Join(dir, "go.mod"), func(verb string, words []string) {
		switch {
		case verb == "module" && len(words) == 1:
			m.path = words[0]
		case verb == "go" && len(words) == 1:
			m.version = "go" + words[0]
		case verb == "require" && len(words) == 2:
			m.requires[words[0]] = words[1]
		case verb == "replace":
			if arrow := slices.Index(words, "=>"); arrow > 0 {
				m.replaces[strings.Join(words[:arrow], "@")] = strings.Join(words[arrow+1:], "@")
			}
		}
	})
	return m
}

// workspace lists the folders of the modules that a go.work uses.
func workspace(name string) []string {
	var dirs []string
	directives(name, func(verb string, words []string) {
		if verb == "use" && len(words) == 1 {
			dir := words[0]
			if !filepath.IsAbs(dir) {
				dir = filepath.Join(filepath.Dir(name), dir)
			}
			dirs = append(dirs, filepath.Clean(dir))
		}
	})
	return dirs
}

// directives calls use for each directive of a go.mod or go.work, those in blocks one by one.
func directives(name string, use func(verb string, words []string)) {
	text, err := os.ReadFile(name)
	if err != nil {
		return
	}
	block := ""
	for line := range strings.Lines(string(text)) {
		line, _, _ = strings.Cut(line, "//")
		words := strings.Fields(line)
		for i, word := range words {
			if plain, err := strconv.Unquote(word); err == nil {
				words[i] = plain
			}
		}
		switch {
		case len(words) == 0:
		case block != "" && words[0] == ")":
			block = ""
		case block != "":
			use(block, words)
		case len(words) == 2 && words[1] == "(":
			block = words[0]
		default:
			use(words[0], words[1:])
		}
	}
}

// below gives the rest of a path below a folder, with slashes.
func below(root, dir string) (string, bool) {
	if root == dir {
		return "", true
	}
	rest, ok := strings.CutPrefix(dir, root+string(filepath.Separator))
	return filepath.ToSlash(rest), ok
}

// within reports whether an import path lies in a module.
func within(module, imported string) bool {
	return module != "" && (imported == module || strings.HasPrefix(imported, module+"/"))
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

func hasGo(dir string) bool {
	entries, err := os.ReadDir(dir)
	return err == nil && slices.ContainsFunc(entries, func(entry os.DirEntry) bool {
		return !entry.IsDir() && strings.HasSuffix(entry.Name(), ".go")
	})
}
