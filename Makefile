# Commands of the project. `make run` and `make test` start from nothing on Debian 12 with Rust.

LAYOUT ?= layouts/water-works
CARGO ?= cargo
PREFIX ?= /usr/local
export INTEROP_DIR ?= $(CURDIR)/target/interop

.PHONY: help run incident test check bench gallery pictures install uninstall setup-run setup-test clean

help:
	@echo "make run       sets up what is missing and opens the water works with its simulated devices"
	@echo "make incident  opens a recorded night of the water works: a pump trip and a flood of alarms"
	@echo "make test      sets up what the tests need and runs all of them"
	@echo "make check     format, lints, headless build, documentation"
	@echo "make bench     measures the figures of docs/performance.md"
	@echo "make gallery   shows every element in every state"
	@echo "make install   puts the program, its entry in the menu and the type of its recordings below PREFIX"
	@echo "make pictures  makes the pictures of the documentation again"

run: setup-run
	$(CARGO) build --release
	target/release/pilothouse run --simulate $(LAYOUT)

incident: setup-run
	$(CARGO) build --release
	target/release/pilothouse replay layouts/water-works/recorded/pump-trip-at-night.mcap --at "2026-11-12 02:41"

gallery: setup-run
	$(CARGO) build --release
	target/release/pilothouse gallery

test: setup-test
	$(CARGO) test --doc
	$(CARGO) test --tests

check:
	$(CARGO) fmt --check
	$(CARGO) clippy --all-targets -- -D warnings
	$(CARGO) check --lib --no-default-features
	RUSTDOCFLAGS="-D warnings" $(CARGO) doc --no-deps

bench: setup-test
	$(CARGO) bench --bench figures

pictures: setup-test
	$(CARGO) build --release
	packaging/pictures docs/pictures

# A double click on a recording opens it: the type of .mcap files, and the program for it.
install: setup-run
	$(CARGO) build --release
	install -D -m 755 target/release/pilothouse "$(DESTDIR)$(PREFIX)/bin/pilothouse"
	install -D -m 644 packaging/pilothouse.desktop "$(DESTDIR)$(PREFIX)/share/applications/pilothouse.desktop"
	install -D -m 644 packaging/pilothouse-mime.xml "$(DESTDIR)$(PREFIX)/share/mime/packages/pilothouse.xml"
	@packaging/register "$(DESTDIR)$(PREFIX)/share"

uninstall:
	rm -f "$(DESTDIR)$(PREFIX)/bin/pilothouse" \
		"$(DESTDIR)$(PREFIX)/share/applications/pilothouse.desktop" \
		"$(DESTDIR)$(PREFIX)/share/mime/packages/pilothouse.xml"
	@packaging/register "$(DESTDIR)$(PREFIX)/share"

setup-run:
	@packaging/setup build $(if $(DISPLAY)$(WAYLAND_DISPLAY),window,)

setup-test:
	@packaging/setup build test

clean:
	$(CARGO) clean
