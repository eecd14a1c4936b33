// Ast prints what go/parser sees in every Go file below a folder, for comparison with mapvet-dev ast, which prints the
// same from mapvet's own tree.
//
//	ast [-all] DIR...
//	ast [-all] -against FILE [-max-errors N] DIR
//
// One line per node of the kinds below, with -all of every kind but File, Comment and CommentGroup, in the order in which go/ast visits them (a node before what is in it):
//
//	path TAB kind TAB start TAB end
//
// The path is relative to DIR, the offsets count bytes from 0, the end is exclusive. A file that go/parser rejects gives
// the one line "path TAB ERROR". The files are all regular files below DIR whose name ends in ".go", symbolic links not
// followed, in the byte order of their paths, one DIR after the other.
//
// With -against, FILE is the output of mapvet-dev ast for the same folder, and ast prints how it differs. It leaves with
// 1 if a file differs that both accept, if mapvet lists other files, or if mapvet rejects more than -max-errors files
// that go/parser accepts, those below testdata folders not counted.
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
)

var all = flag.Bool("all", false, "print nodes of every kind")

// kind is the name printed for a node, or "" for one that is left out.
func kind(node ast.Node) string {
	if *all {
		switch node.(type) {
		case *ast.File, *ast.Comment, *ast.CommentGroup:
			return ""
		}
		return strings.TrimPrefix(fmt.Sprintf("%T", node), "*ast.")
	}
	switch node.(type) {
	case *ast.AssignStmt:
		return "AssignStmt"
	case *ast.CallExpr:
		return "CallExpr"
	case *ast.CompositeLit:
		return "CompositeLit"
	case *ast.DeferStmt:
		return "DeferStmt"
	case *ast.ForStmt:
		return "ForStmt"
	case *ast.FuncDecl:
		return "FuncDecl"
	case *ast.FuncLit:
		return "FuncLit"
	case *ast.FuncType:
		return "FuncType"
	case *ast.GoStmt:
		return "GoStmt"
	case *ast.IncDecStmt:
		return "IncDecStmt"
	case *ast.IndexExpr:
		return "IndexExpr"
	case *ast.IndexListExpr:
		return "IndexListExpr"
	case *ast.MapType:
		return "MapType"
	case *ast.RangeStmt:
		return "RangeStmt"
	case *ast.SelectorExpr:
		return "SelectorExpr"
	case *ast.TypeSpec:
		return "TypeSpec"
	}
	return ""
}

type file struct {
	root string
	path string // relative to root, with slashes
}

// describe gives the lines of one file, and whether go/parser accepts it.
func describe(f file) ([]byte, bool, error) {
	source, err := os.ReadFile(filepath.Join(f.root, filepath.FromSlash(f.path)))
	if err != nil {
		return nil, false, err
	}
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, f.path, source, parser.SkipObjectResolution)
	if err != nil {
		return []byte(f.path + "\tERROR\n"), false, nil
	}
	// Line directives must not move anything, so the token.File is asked, not the set.
	positions := set.File(tree.FileStart)
	var lines []byte
	ast.Inspect(tree, func(node ast.Node) bool {
		if node == nil {
			return false
		}
		if name := kind(node); name != "" {
			lines = append(lines, f.path...)
			lines = append(lines, '\t')
			lines = append(lines, name...)
			lines = append(lines, '\t')
			lines = strconv.AppendInt(lines, int64(positions.Offset(node.Pos())), 10)
			lines = append(lines, '\t')
			lines = strconv.AppendInt(lines, int64(positions.Offset(node.End())), 10)
			lines = append(lines, '\n')
		}
		return true
	})
	return lines, true, nil
}

// find lists the Go files below root.
func find(root string) ([]file, error) {
	var files []file
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if !entry.Type().IsRegular() || !strings.HasSuffix(entry.Name(), ".go") {
			return nil
		}
		relative, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		files = append(files, file{root, filepath.ToSlash(relative)})
		return nil
	})
	// WalkDir sorts each folder by itself: it has a/b.go before a.go.
	slices.SortFunc(files, func(a, b file) int { return strings.Compare(a.path, b.path) })
	return files, err
}

type result struct {
	lines    []byte
	accepted bool
	err      error
}

// describeAll hands each file's result to use, in order.
func describeAll(files []file, use func(file, result)) {
	workers := runtime.GOMAXPROCS(0)
	slots := make([]chan result, len(files))
	for i := range slots {
		slots[i] = make(chan result, 1)
	}
	// The workers may not run ahead of a slow file without bound: their results would pile up.
	ahead := make(chan struct{}, 64*workers)
	next := make(chan int)
	var group sync.WaitGroup
	for range workers {
		group.Go(func() {
			for i := range next {
				lines, accepted, err := describe(files[i])
				slots[i] <- result{lines, accepted, err}
			}
		})
	}
	go func() {
		for i := range files {
			ahead <- struct{}{}
			next <- i
		}
		close(next)
	}()
	for i, f := range files {
		use(f, <-slots[i])
		<-ahead
	}
	group.Wait()
}

// comparison counts how another tool's lines differ from go/parser's.
type comparison struct {
	theirs                     map[string][][]byte // by path, in the order of the file
	agreed, rejected, disagree int
	rejectedTests              int // of those below a testdata folder
	onlyUs, bothReject         int
	lines                      int
}

func readTheirs(name string) (map[string][][]byte, error) {
	all, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	byPath := map[string][][]byte{}
	for line := range bytes.Lines(all) {
		path, _, ok := bytes.Cut(line, []byte{'\t'})
		if !ok {
			return nil, fmt.Errorf("%s: a line without a tab: %q", name, line)
		}
		byPath[string(path)] = append(byPath[string(path)], line)
	}
	return byPath, nil
}

const shown = 5 // lines per file that differs

func (c *comparison) add(out *bufio.Writer, f file, ours result) {
	theirs := c.theirs[f.path]
	delete(c.theirs, f.path)
	theyReject := len(theirs) == 1 && string(theirs[0]) == f.path+"\tERROR\n"
	switch {
	case !ours.accepted && theyReject:
		c.bothReject++
		return
	case !ours.accepted:
		c.onlyUs++
		return
	case theyReject && strings.Contains("/"+f.path, "/testdata/"):
		// Made to test parsers: listed, but no measure of how much of real Go mapvet reads.
		c.rejectedTests++
		fmt.Fprintf(out, "%s: rejected, but go/parser accepts it\n", f.path)
		return
	case theyReject:
		c.rejected++
		fmt.Fprintf(out, "%s: rejected, but go/parser accepts it\n", f.path)
		return
	case bytes.Equal(ours.lines, bytes.Join(theirs, nil)):
		c.agreed++
		c.lines += len(theirs)
		return
	}
	c.disagree++
	fmt.Fprintf(out, "%s: differs\n", f.path)
	printed := 0
	note := func(sign string, line []byte) {
		if printed++; printed <= shown {
			fmt.Fprintf(out, "  %s %s\n", sign, bytes.TrimSpace(line[len(f.path):]))
		}
	}
	count := map[string]int{}
	for _, line := range theirs {
		count[string(line)]++
	}
	for line := range bytes.Lines(ours.lines) {
		if count[string(line)]--; count[string(line)] < 0 {
			note("go/parser only:", line)
		}
	}
	for _, line := range theirs {
		if count[string(line)] > 0 {
			count[string(line)]--
			note("mapvet only:   ", line)
		}
	}
	switch {
	case printed == 0:
		fmt.Fprintf(out, "  the same nodes in another order\n")
	case printed > shown:
		fmt.Fprintf(out, "  and %d more\n", printed-shown)
	}
}

func fatal(err error) {
	fmt.Fprintf(os.Stderr, "ast: %v\n", err)
	os.Exit(2)
}

func main() {
	against := flag.String("against", "", "compare with the output of mapvet-dev ast in this `file`")
	maxErrors := flag.Int("max-errors", 7, "with -against: how many files mapvet may reject that go/parser accepts")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: ast [-all] DIR...\n       ast [-all] -against FILE [-max-errors N] DIR")
		flag.PrintDefaults()
	}
	flag.Parse()
	// Paths are relative to their folder, so those of several could not be told apart in a comparison.
	if flag.NArg() == 0 || *against != "" && flag.NArg() != 1 {
		flag.Usage()
		os.Exit(2)
	}

	var files []file
	for _, root := range flag.Args() {
		found, err := find(root)
		if err != nil {
			fatal(err)
		}
		files = append(files, found...)
	}

	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	if *against == "" {
		describeAll(files, func(f file, r result) {
			if r.err != nil {
				out.Flush()
				fatal(r.err)
			}
			out.Write(r.lines)
		})
		return
	}

	theirs, err := readTheirs(*against)
	if err != nil {
		fatal(err)
	}
	c := comparison{theirs: theirs}
	describeAll(files, func(f file, r result) {
		if r.err != nil {
			out.Flush()
			fatal(r.err)
		}
		c.add(out, f, r)
	})
	extra := 0
	for path := range c.theirs {
		extra++
		fmt.Fprintf(out, "%s: not among the files\n", path)
	}
	fmt.Fprintf(out, "%d files: %d agree exactly (%d nodes), %d differ, %d rejected by mapvet alone (at most %d) and %d below "+
		"testdata, %d by go/parser alone, %d by both\n",
		len(files), c.agreed, c.lines, c.disagree, c.rejected, *maxErrors, c.rejectedTests, c.onlyUs, c.bothReject)
	if c.disagree > 0 || c.rejected > *maxErrors || extra > 0 {
		out.Flush()
		os.Exit(1)
	}
}
