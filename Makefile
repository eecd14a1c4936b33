# `make` alone lists the targets. All of them first install what they lack (script/bootstrap).

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help build static wheel dist sources demo test evidence corpus lint bench oracle clean distclean FORCE
.NOTPARALLEL:

# The same number on every machine, so that what is tested does not depend on its cores. SwiftPM's --num-workers is for
# XCTest alone; Swift Testing takes it from the environment.
WORKERS := 2

MAPVET := .build/release/mapvet
MAPVET_DEV := .build/release/mapvet-dev
STATIC := .build/static/release/mapvet
DIST := .build/dist
FLOOR := .build/parse-floor
GOROOT_DIR := .deps/go

# Without Swift's dynamic libraries, which take longer to load than a small file to lint. gold would warn of what Foundation does
# in functions that nobody calls.
STDLIB := --static-swift-stdlib -Xswiftc -use-ld=lld

# The clang of the Swift tool chain, so that the floor and mapvet compile the grammar alike.
ifeq ($(origin CC),default)
CC := $(shell clang=$$(dirname "$$(command -v swift)" 2>/dev/null)/clang; [ -x "$$clang" ] && echo "$$clang" || echo cc)
endif

# The Go of .deps alone: no other tool chain, no network, no settings of the user.
GO := env -u GOROOT GOENV=off GOFLAGS= GOTOOLCHAIN=local GOPROXY=off GOWORK=off CGO_ENABLED=0 \
	GOCACHE=$(CURDIR)/.deps/go-cache GOPATH=$(CURDIR)/.deps/go-path $(CURDIR)/$(GOROOT_DIR)/bin/go

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

build: ## leave .build/release/mapvet and .build/release/mapvet-dev
	@script/bootstrap build
	swift build -c release $(STDLIB)

static: ## leave the released form, one static file: .build/static/release/mapvet
	@script/bootstrap build
	swift build -c release --product mapvet --scratch-path .build/static -Xswiftc -static-executable -Xlinker -s
	@# ldd leaves with 1 for a static file.
	@{ ldd $(STATIC) 2>&1 || true; } | grep -q 'not a dynamic executable' || { echo '$(STATIC) is not static' >&2; exit 1; }

wheel: static ## leave the released program as a Python wheel, for pre-commit: .build/dist/mapvet-*.whl
	@.deps/venv/bin/python -B script/packaging/mapvet_wheel.py $(STATIC) $(DIST)

dist: static ## leave what is released, the static program packed with man page and completions, and checksums: .build/dist
	@.deps/venv/bin/python -B script/packaging/release.py $(STATIC) $(DIST)

sources: ## fetch what has to lie beside a released program, the source of the C library in it: .build/dist
	@script/packaging/sources $(DIST)

demo: ## build, then lint a small Go service with planted mistakes and Go's own net/http
	@script/bootstrap bench
	@$(MAKE) --no-print-directory build
	@echo '== testdata/demo: a small service with one or two of each mistake, each beside a correct twin'
	@$(MAPVET) check --preview --min-confidence low --goroot $(GOROOT_DIR) --fail-on never testdata/demo/...
	@echo '== $(GOROOT_DIR)/src/net/http: the HTTP package of Go itself'
	@$(MAPVET) check --preview --goroot $(GOROOT_DIR) --statistics --fail-on never $(GOROOT_DIR)/src/net/http

test: ## build, then run every test
	@script/bootstrap test
	@$(MAKE) --no-print-directory build
	$(MAPVET_DEV) stdlib --check --goroot $(GOROOT_DIR)
	SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=$(WORKERS) swift test --disable-xctest

evidence: ## run the Go programs that show what the rules claim, on three versions of Go
	@script/bootstrap evidence
	@$(MAKE) --no-print-directory build
	CC="$(CC)" $(MAPVET_DEV) evidence --check

corpus: ## count the precision of the rules again, on bare clones: make corpus MIRRORS=DIR
	@[ -d '$(MIRRORS)' ] || { echo 'make corpus MIRRORS=DIR: a folder of bare clones (testdata/corpus/README.md)' >&2; exit 2; }
	@script/bootstrap bench
	@$(MAKE) --no-print-directory build
	$(MAPVET_DEV) corpus --mirrors '$(MIRRORS)' --goroot $(GOROOT_DIR) --write testdata/corpus/precision.tsv
	$(MAPVET_DEV) docs

lint: ## check the format of the Swift sources
	swift format lint --strict --parallel --recursive Package.swift Sources rules Tests

bench: $(FLOOR) ## compare with the parse floor
	@script/bootstrap bench
	@$(MAKE) --no-print-directory build
	$(MAPVET_DEV) bench

# Go's standard library without its commands: they are another module
STD := $(addsuffix ...,$(filter-out %/cmd/,$(wildcard $(GOROOT_DIR)/src/*/)))

oracle: ## compare syntax trees with go/parser's and types with go/types' over Go's whole source tree
	@script/bootstrap bench
	@$(MAKE) --no-print-directory build .build/oracle/ast
	$(MAPVET_DEV) ast $(GOROOT_DIR)/src > .build/oracle/mapvet-ast.tsv
	.build/oracle/ast -against .build/oracle/mapvet-ast.tsv $(GOROOT_DIR)/src
	$(MAPVET_DEV) oracle --go $(GOROOT_DIR) --min-agreed 99.5 --max-wrong 0.005 --max-wrong-sizes 0 $(STD)
	$(MAPVET_DEV) oracle --go $(GOROOT_DIR) --min-agreed 99 --max-wrong 0.01 $(addprefix $(GOROOT_DIR)/src/cmd/,compile/... go/...)

clean: ## remove what was built
	rm -rf .build

distclean: clean ## also remove what was fetched
	rm -rf .deps

.build/oracle/%: FORCE
	@script/bootstrap bench
	cd testdata/oracle && $(GO) build -o $(CURDIR)/$@ ./$*

$(FLOOR): Benchmarks/parse-floor/parse-floor.c Sources/CTreeSitterGo/language.c Sources/CTreeSitterGo/compat.h \
		Sources/CTreeSitterGo/include/CTreeSitterGo.h script/requirements/grammar.txt
	@script/bootstrap build
	@mkdir -p $(@D)
	$(CC) -std=gnu17 -O2 -Wall -Wextra -pthread -ISources/CTreeSitterGo/include \
		Benchmarks/parse-floor/parse-floor.c Sources/CTreeSitterGo/language.c \
		$$(pkg-config --cflags --libs tree-sitter) -o $@
