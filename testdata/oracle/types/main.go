// Types prints what go/types knows of every value expression, for comparison with mapvet-dev types, which prints the
// same from mapvet's own types.
//
//	types [-goroot DIR] [-gopath DIR] [-modcache DIR] PATTERN...
//
// A pattern is a folder (one package) or folder/... (all packages below it; vendor, testdata and folders whose names
// begin with "_" or "." are skipped below the folder named). Each package is checked with its own tests, and then its
// external tests, for linux/amd64 without cgo. Broken code and imports that cannot be found are tolerated.
//
// One line per identifier, selector, index, call, composite literal, star, unary, type assertion and slice expression
// that is a value and no constant, is not untyped, and whose type go/types could tell; and per identifier that defines
// or uses a variable, fields included:
//
//	path TAB start TAB end TAB type TAB size
//
// The path is relative to the working directory; the offsets count bytes from 0, the end is exclusive; the type is
// written with full package paths; the size is that of gc on amd64, "-" where the type has a type parameter or is the
// list of a call's several results. Lines are sorted by path, start and end. Files with syntax errors are left out.
package main

import (
	"bufio"
	"cmp"
	"flag"
	"fmt"
	"go/ast"
	"go/build"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
)

var sizes = types.SizesFor("gc", "amd64")

func main() {
	goroot := flag.String("goroot", build.Default.GOROOT, "`folder` of the Go tree whose src holds the standard library")
	gopath := flag.String("gopath", build.Default.GOPATH, "list of `folders` whose src holds packages by import path")
	modcache := flag.String("modcache", os.Getenv("GOMODCACHE"),
		"`folder` of the module cache (default: pkg/mod in the first of -gopath)")
	verbose := flag.Bool("v", false, "print what could not be found or checked to stderr")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: types [-goroot DIR] [-gopath DIR] [-modcache DIR] [-v] PATTERN...")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() == 0 {
		flag.Usage()
		os.Exit(2)
	}
	root, err := filepath.EvalSymlinks(*goroot)
	if err != nil {
		fatal(fmt.Errorf("-goroot: %v", err))
	}
	// The folders of packages have no symbolic links in them, so the one they are relative to may not either.
	work, err := os.Getwd()
	if err == nil {
		work, err = filepath.EvalSymlinks(work)
	}
	if err != nil {
		fatal(err)
	}
	l := newLoader(root, filepath.SplitList(*gopath), *modcache, *verbose)
	dirs, err := expand(flag.Args())
	if err != nil {
		fatal(err)
	}

	// What the packages import is loaded by one goroutine, declarations only; after that nothing changes any more and
	// the packages themselves can be checked at once.
	var units []*unit
	for _, dir := range dirs {
		if u := l.unit(dir); u != nil {
			units = append(units, u)
			l.loadImports(u)
		}
	}
	results := make([][]line, len(units))
	next := make(chan int)
	var group sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() {
			for i := range next {
				results[i] = l.describe(units[i], work)
			}
		})
	}
	for i := range units {
		next <- i
	}
	close(next)
	group.Wait()

	lines := slices.Concat(results...)
	slices.SortFunc(lines, func(a, b line) int {
		return cmp.Or(strings.Compare(a.path, b.path), a.start-b.start, a.end-b.end)
	})
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	var buffer []byte
	for _, l := range lines {
		buffer = append(buffer[:0], l.path...)
		buffer = append(buffer, '\t')
		buffer = strconv.AppendInt(buffer, int64(l.start), 10)
		buffer = append(buffer, '\t')
		buffer = strconv.AppendInt(buffer, int64(l.end), 10)
		buffer = append(buffer, '\t')
		buffer = append(buffer, l.typ...)
		buffer = append(buffer, '\t')
		buffer = append(buffer, l.size...)
		buffer = append(buffer, '\n')
		out.Write(buffer)
	}
	if err := out.Flush(); err != nil {
		fatal(err)
	}
}

func fatal(err error) {
	fmt.Fprintf(os.Stderr, "types: %v\n", err)
	os.Exit(2)
}

// expand turns the patterns into folders, each once, absolute and without symbolic links.
func expand(patterns []string) ([]string, error) {
	var dirs []string
	for _, pattern := range patterns {
		root, all := strings.CutSuffix(filepath.ToSlash(pattern), "/...")
		if root == "..." {
			root, all = ".", true
		}
		absolute, err := filepath.Abs(root)
		if err != nil {
			return nil, err
		}
		if absolute, err = filepath.EvalSymlinks(absolute); err != nil {
			return nil, err
		}
		if !all {
			dirs = append(dirs, absolute)
			continue
		}
		err = filepath.WalkDir(absolute, func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if !entry.IsDir() {
				return nil
			}
			name := entry.Name()
			if path != absolute && (name == "vendor" || name == "testdata" || name[0] == '_' || name[0] == '.') {
				return filepath.SkipDir
			}
			dirs = append(dirs, path)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	slices.Sort(dirs)
	return slices.Compact(dirs), nil
}

type line struct {
	path       string
	start, end int
	typ, size  string
}

// describe checks a package with its tests and its external tests and gives their lines.
func (l *loader) describe(u *unit, work string) []line {
	var lines []line
	base := importer{l, u.context, nil}
	if len(u.files) > 0 {
		pkg, info := l.check(u.path, u.files, u.version, base, false)
		lines = l.lines(lines, u.files, info, work)
		base.replaced = &replacement{with: pkg, loaded: map[string]*types.Package{}}
	}
	if len(u.external) > 0 {
		_, info := l.check(u.path+"_test", u.external, u.version, base, false)
		lines = l.lines(lines, u.external, info, work)
	}
	return lines
}

func (l *loader) lines(lines []line, files []*sourceFile, info *types.Info, work string) []line {
	type printed struct{ name, size string }
	seen := map[types.Type]printed{}
	for _, f := range files {
		if f.damaged {
			continue
		}
		path, err := filepath.Rel(work, f.path)
		if err != nil {
			path = f.path
		}
		path = filepath.ToSlash(path)
		positions := l.fset.File(f.tree.FileStart)
		ast.Inspect(f.tree, func(node ast.Node) bool {
			expr, ok := node.(ast.Expr)
			if !ok {
				return true
			}
			t := valueType(info, expr)
			if t == nil {
				return true
			}
			p, ok := seen[t]
			if !ok {
				// A type with an invalid part is one that go/types does not know.
				if name := types.TypeString(t, nil); !strings.Contains(name, "invalid type") {
					p = printed{name, size(t)}
				}
				seen[t] = p
			}
			if p.name == "" {
				return true
			}
			start, end := positions.Offset(expr.Pos()), positions.Offset(expr.End())
			lines = append(lines, line{path, start, end, p.name, p.size})
			return true
		})
	}
	return lines
}

// valueType is the type of an expression that is to be printed, or nil.
func valueType(info *types.Info, expr ast.Expr) types.Type {
	switch expr.(type) {
	case *ast.Ident, *ast.SelectorExpr, *ast.IndexExpr, *ast.IndexListExpr, *ast.CallExpr, *ast.CompositeLit,
		*ast.StarExpr, *ast.UnaryExpr, *ast.TypeAssertExpr, *ast.SliceExpr:
	default:
		return nil
	}
	if id, ok := expr.(*ast.Ident); ok {
		object := info.Defs[id]
		if object == nil {
			object = info.Uses[id]
		}
		switch object.(type) {
		case *types.Var:
			if value, ok := info.Types[id]; !ok || !value.IsValue() {
				return object.Type()
			}
		case *types.Nil:
			return nil
		}
	}
	value, ok := info.Types[expr]
	if !ok || !value.IsValue() || value.Value != nil || value.Type == nil {
		return nil
	}
	if basic, ok := value.Type.(*types.Basic); ok && basic.Info()&types.IsUntyped != 0 {
		return nil
	}
	return value.Type
}

func size(t types.Type) string {
	if _, several := t.(*types.Tuple); several || mentionsTypeParameter(t) || storesTypeParameter(t) {
		return "-"
	}
	if n := sizes.Sizeof(t); n >= 0 {
		return strconv.FormatInt(n, 10)
	}
	// go/types says so of types too large for the address space.
	return "?"
}

// mentionsTypeParameter reports whether a type parameter is part of the type as it is written.
func mentionsTypeParameter(t types.Type) bool {
	switch t := t.(type) {
	case *types.TypeParam:
		return true
	case *types.Alias:
		return mentionsTypeParameter(types.Unalias(t))
	case *types.Pointer:
		return mentionsTypeParameter(t.Elem())
	case *types.Slice:
		return mentionsTypeParameter(t.Elem())
	case *types.Array:
		return mentionsTypeParameter(t.Elem())
	case *types.Chan:
		return mentionsTypeParameter(t.Elem())
	case *types.Map:
		return mentionsTypeParameter(t.Key()) || mentionsTypeParameter(t.Elem())
	case *types.Tuple:
		for v := range t.Variables() {
			if mentionsTypeParameter(v.Type()) {
				return true
			}
		}
	case *types.Signature:
		return t.TypeParams().Len() > 0 || mentionsTypeParameter(t.Params()) || mentionsTypeParameter(t.Results())
	case *types.Struct:
		for field := range t.Fields() {
			if mentionsTypeParameter(field.Type()) {
				return true
			}
		}
	case *types.Interface:
		for method := range t.ExplicitMethods() {
			if mentionsTypeParameter(method.Type()) {
				return true
			}
		}
		for embedded := range t.EmbeddedTypes() {
			if mentionsTypeParameter(embedded) {
				return true
			}
		}
	case *types.Union:
		for term := range t.Terms() {
			if mentionsTypeParameter(term.Type()) {
				return true
			}
		}
	case *types.Named:
		for argument := range t.TypeArgs().Types() {
			if mentionsTypeParameter(argument) {
				return true
			}
		}
		return t.TypeParams().Len() > 0 && t.TypeArgs().Len() == 0
	}
	return false
}

// storesTypeParameter reports whether the size of a type depends on a type parameter, also on one that a type declared
// inside a generic function stores without naming it.
func storesTypeParameter(t types.Type) bool {
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return true
	}
	switch t := t.Underlying().(type) {
	case *types.Array:
		return storesTypeParameter(t.Elem())
	case *types.Struct:
		for field := range t.Fields() {
			if storesTypeParameter(field.Type()) {
				return true
			}
		}
	}
	return false
}

// check runs go/types over one package.
func (l *loader) check(
	path string, files []*sourceFile, version string, from importer, declarationsOnly bool,
) (*types.Package, *types.Info) {
	config := types.Config{
		Importer:         from,
		FakeImportC:      true,
		Sizes:            sizes,
		GoVersion:        version,
		IgnoreFuncBodies: declarationsOnly,
		Error: func(err error) {
			if l.verbose && !declarationsOnly {
				fmt.Fprintf(os.Stderr, "types: %v\n", err)
			}
		},
	}
	var info *types.Info
	if !declarationsOnly {
		info = &types.Info{
			Types: map[ast.Expr]types.TypeAndValue{},
			Defs:  map[*ast.Ident]types.Object{},
			Uses:  map[*ast.Ident]types.Object{},
		}
	}
	trees := make([]*ast.File, len(files))
	for i, f := range files {
		trees[i] = f.tree
	}
	pkg, _ := config.Check(path, l.fset, trees, info)
	return pkg, info
}

// note prints what is missing, for -v.
func (l *loader) note(format string, arguments ...any) {
	if l.verbose {
		fmt.Fprintf(os.Stderr, "types: "+format+"\n", arguments...)
	}
}
