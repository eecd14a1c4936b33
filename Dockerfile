# mapvet and nothing else: no shell, no Go, no git (so none of what compares with git history).
#
#   make static && docker build --tag mapvet .
#   docker run --rm --volume "$PWD:/src:ro" mapvet ./...
#
# Packages that modules import are read from the module cache, when it is there:
#   docker run --rm --volume "$PWD:/src:ro" --volume "$(go env GOMODCACHE):/go/pkg/mod:ro" mapvet ./...
FROM scratch
COPY .build/static/release/mapvet /usr/local/bin/mapvet
COPY LICENSE /usr/local/share/doc/mapvet/LICENSE
COPY NOTICE /usr/local/share/doc/mapvet/NOTICE
ENV GOPATH=/go
WORKDIR /src
ENTRYPOINT ["/usr/local/bin/mapvet"]
CMD ["check", "./..."]
