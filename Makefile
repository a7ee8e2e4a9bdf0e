# SPDX-License-Identifier: Apache-2.0
# Every target finds a JDK 25 by itself and installs missing Debian packages when it runs as root (else it names them).

PREFIX ?= /usr/local
DESTDIR ?=

.PHONY: all help demo examples test dist frontend-image install uninstall bench fmt clean

all: dist examples ## dist, and the kernels of the examples (the first time takes minutes, and fetches Java libraries)

help: ## shows this
	@sed -n 's/^\([a-z-]*\):[^#]*## /  \1\t/p' $(firstword $(MAKEFILE_LIST)) | expand -t 20

demo: dist examples ## packages a unikernel, runs it, shows the page it serves
	@tools/demo

dist: ## dist/bin/{juke,juke-runtime,containerd-shim-juke-v2} and all that they need
	@tools/dist

frontend-image: dist ## dist/frontend.tar: the image behind #syntax=…/juke, for docker load or a registry
	@tools/frontend-image

examples: dist ## the sample guests' kernels beside their bunnyfiles: juke build -t http examples/http
	@$(MAKE) -s -C guests
	@for name in hello http; do cmp -s guests/build/$$name examples/$$name/$$name || cp guests/build/$$name examples/$$name/; done

test: ## everything: unit tests, init, guests, end-to-end with real clients
	@tools/test

install: dist ## copies dist/ below DESTDIR/PREFIX (PREFIX=/usr/local)
	@tools/install "$(DESTDIR)$(PREFIX)"

uninstall: ## removes what install copied; images and containers stay (/var/lib/juke, ~/.local/share/juke)
	rm -rf "$(DESTDIR)$(PREFIX)/lib/juke" "$(DESTDIR)$(PREFIX)/libexec/juke"
	rm -f "$(DESTDIR)$(PREFIX)/bin/juke" "$(DESTDIR)$(PREFIX)/bin/juke-runtime" "$(DESTDIR)$(PREFIX)/bin/containerd-shim-juke-v2"
	rm -rf "$(DESTDIR)$(PREFIX)/share/juke"
	for page in docs/man/*; do rm -f "$(DESTDIR)$(PREFIX)/share/man/man$${page##*.}/$${page##*/}"; done

bench: dist ## measures side by side with runc, containerd's own shim, and QEMU
	@bench/run
	@bench/shim
	@bench/build

fmt: ## formats the Java sources
	@tools/mvn spotless:apply

clean: ## removes all that was built
	@tools/mvn clean
	@$(MAKE) -C init clean
	@$(MAKE) -C guests clean
	rm -rf dist examples/hello/hello examples/http/http
