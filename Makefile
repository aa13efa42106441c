# Commands of the project. `make run` and `make test` start from nothing on Debian 12 with Rust.

LAYOUT ?= layouts/water-works
CARGO ?= cargo
export INTEROP_DIR ?= $(CURDIR)/target/interop

.PHONY: help run test check bench gallery pictures setup-run setup-test clean

help:
	@echo "make run       sets up what is missing and opens the water works with its simulated devices"
	@echo "make test      sets up what the tests need and runs all of them"
	@echo "make check     format, lints, headless build, documentation"
	@echo "make bench     measures the figures of docs/performance.md"
	@echo "make gallery   shows every element in every state"
	@echo "make pictures  makes the pictures of the documentation again"

run: setup-run
	$(CARGO) build --release
	target/release/pilothouse run --simulate $(LAYOUT)

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

setup-run:
	@packaging/setup build $(if $(DISPLAY)$(WAYLAND_DISPLAY),window,)

setup-test:
	@packaging/setup build test

clean:
	$(CARGO) clean
