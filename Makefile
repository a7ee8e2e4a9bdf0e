# SPDX-License-Identifier: Apache-2.0
# Every target finds a JDK 25 by itself and installs missing Debian packages when it runs as root (else it names them).

PREFIX ?= /usr/local
DESTDIR ?=

.PHONY: all demo test dist install bench fmt clean quick

all: dist

demo: dist ## packages a unikernel, runs it, shows the page it serves
	@tools/demo

dist: ## dist/bin/{juke,juke-runtime} and all that they need
	@tools/dist

test: ## everything: unit tests, init, guests, end-to-end with real clients
	@tools/test

install: dist ## copies dist/ below DESTDIR/PREFIX
	@tools/install "$(DESTDIR)$(PREFIX)"

bench: dist ## measures side by side with runc, containerd's own shim, and QEMU
	@bench/run
	@bench/shim

fmt: ## formats the Java sources
	@tools/mvn spotless:apply

clean:
	@tools/mvn clean
	@$(MAKE) -C init clean
	@$(MAKE) -C guests clean
	rm -rf dist
