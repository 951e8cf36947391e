# Nexus: the front door. `make run` on a bare Debian 12 gives a running academy, `make test` proves it.
#
#   make            builds the programs into build/
#   make run        installs what is missing, builds, creates the demo academy, serves     (PORT= DATA= DEMO=0)
#   make test       installs what is missing, builds, runs every test
#   make check      the quick part of it: lint, unit tests, corpus replay
#   make lint bench coach-eval measure-eval fuzz install dist clean

CC      ?= gcc
CSTD    := -std=c11 -D_GNU_SOURCE
WARN    := -Wall -Wextra -Wmissing-prototypes -Wstrict-prototypes -Wwrite-strings -Wshadow -Werror
HARDEN  := -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fPIE
SANITIZE := -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer
CFLAGS  ?= -O2 -g
LDFLAGS ?= -pie -Wl,-z,relro,-z,now -Wl,--as-needed

# MODE=asan builds the same tree with sanitizers below build/asan, for the tests.
MODE ?=
ifeq ($(MODE),fuzz)
CC := clang-14
OUT := build/fuzz
ALL_CFLAGS := $(CSTD) -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined -Icgi-bin -MMD -MP
ALL_LDFLAGS := -fsanitize=fuzzer,address,undefined -Wl,--as-needed
else ifeq ($(MODE),asan)
OUT := build/asan
ALL_CFLAGS := $(CSTD) $(WARN) -O1 -g $(SANITIZE) -Icgi-bin -MMD -MP
ALL_LDFLAGS := $(SANITIZE) -Wl,--as-needed
else ifeq ($(MODE),tsan)
OUT := build/tsan
ALL_CFLAGS := $(CSTD) $(WARN) -Wno-format-truncation -O1 -g -fsanitize=thread -fno-omit-frame-pointer -Icgi-bin -MMD -MP
ALL_LDFLAGS := -fsanitize=thread -Wl,--as-needed
else
OUT := build
ALL_CFLAGS := $(CSTD) $(WARN) $(HARDEN) $(CFLAGS) -Icgi-bin -MMD -MP
ALL_LDFLAGS := $(LDFLAGS)
endif

# Programs that answer pages stay light; the others may link what they need.
PAGE_PROGRAMS  := $(filter-out site,$(notdir $(wildcard cgi-bin/programs/learner cgi-bin/programs/admin cgi-bin/programs/analytics)))
OTHER_PROGRAMS := $(notdir $(wildcard cgi-bin/programs/worker cgi-bin/programs/nexus cgi-bin/programs/coach))
PAGE_LIBS  := -lfcgi -lsqlite3 -lcjson -lsodium -lnettle -lqrencode -lm
OTHER_LIBS := $(PAGE_LIBS) -lcurl -lcmark-gfm -lcmark-gfm-extensions -lyaml -lzip -lz
AVATAR_LIBS := -lgd

core_sources   := $(wildcard cgi-bin/core/*/*.c)
domain_sources := $(wildcard cgi-bin/domain/*/*.c)
site_sources   := $(wildcard cgi-bin/programs/site/*.c)
object = $(patsubst cgi-bin/%.c,$(OUT)/o/%.o,$(1))

.PHONY: all run test check lint bench fuzz clean setup setup-test unit pages browser faults
all: programs

program_names := $(PAGE_PROGRAMS) $(OTHER_PROGRAMS) $(notdir $(wildcard cgi-bin/programs/avatar))
programs: $(addprefix $(OUT)/,$(program_names)) $(OUT)/openapi.json
.PHONY: programs

# The description of the API is made from the tables of routes.
$(OUT)/openapi.json: $(addprefix $(OUT)/,nexus coach $(PAGE_PROGRAMS))
	@$(OUT)/nexus routes --openapi > $@.new && mv $@.new $@

$(OUT)/o/%.o: cgi-bin/%.c Makefile
	@mkdir -p $(@D)
	@echo '  CC   $<'
	@$(CC) $(ALL_CFLAGS) -c $< -o $@

$(OUT)/libcore.a: $(call object,$(core_sources))
$(OUT)/libdomain.a: $(call object,$(domain_sources))
$(OUT)/libsite.a: $(call object,$(site_sources))
$(OUT)/lib%.a:
	@mkdir -p $(@D)
	@rm -f $@
	@ar rcsD $@ $^

libraries := $(OUT)/libsite.a $(OUT)/libdomain.a $(OUT)/libcore.a

# A program is its folder's files and what it uses of the floors below.
define program_rule
$(OUT)/$(1): $(call object,$(wildcard cgi-bin/programs/$(1)/*.c)) $(libraries)
	@echo '  LINK $$@'
	@$(CC) $$(filter %.o,$$^) $(libraries) $(ALL_LDFLAGS) $(2) -o $$@
endef
$(foreach p,$(PAGE_PROGRAMS),$(eval $(call program_rule,$(p),$(PAGE_LIBS))))
$(foreach p,$(OTHER_PROGRAMS),$(eval $(call program_rule,$(p),$(OTHER_LIBS))))
$(eval $(call program_rule,avatar,$(AVATAR_LIBS) $(PAGE_LIBS)))

# ---- tests ----

UNIT_TESTS := $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/test_*.c))
$(OUT)/tests/%: tests/unit/%.c $(libraries)
	@mkdir -p $(@D)
	@echo '  TEST $<'
	@$(CC) $(ALL_CFLAGS) $< $(libraries) $(ALL_LDFLAGS) -lcmocka $(OTHER_LIBS) -o $@
unit-binaries: $(addprefix $(OUT)/tests/,$(UNIT_TESTS))
.PHONY: unit-binaries

unit:
	@$(MAKE) --no-print-directory MODE=asan unit-binaries
	@for t in $(UNIT_TESTS); do build/asan/tests/$$t || exit 1; done

# Every parser of outside bytes: the corpus is replayed by `make test`, `make fuzz` looks for more.
FUZZ_TARGETS := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_SECONDS ?= 60
$(OUT)/fuzz/replay_%: tests/fuzz/fuzz_%.c tests/fuzz/replay_main.c $(libraries)
	@mkdir -p $(@D)
	@echo '  TEST $<'
	@$(CC) $(ALL_CFLAGS) -Itests/fuzz $(filter %.c,$^) $(libraries) $(ALL_LDFLAGS) $(OTHER_LIBS) -o $@
replay-binaries: $(addprefix $(OUT)/fuzz/replay_,$(FUZZ_TARGETS))
replay:
	@$(MAKE) --no-print-directory MODE=asan replay-binaries
	@for t in $(FUZZ_TARGETS); do build/asan/fuzz/replay_$$t tests/fuzz/corpus/$$t || exit 1; done
# The fuzzers are clang's: the tree is built once more for them (MODE=fuzz), then each target runs for FUZZ_SECONDS.
$(OUT)/fuzz/fuzz_%: tests/fuzz/fuzz_%.c $(libraries)
	@mkdir -p $(@D)
	@echo '  FUZZ $<'
	@$(CC) $(ALL_CFLAGS) -Itests/fuzz $< $(libraries) $(ALL_LDFLAGS) $(OTHER_LIBS) -o $@
fuzz-binaries: $(addprefix $(OUT)/fuzz/fuzz_,$(FUZZ_TARGETS))
fuzz: setup-test
	@$(MAKE) --no-print-directory -j2 MODE=fuzz fuzz-binaries
	@for t in $(FUZZ_TARGETS); do mkdir -p build/fuzz/found_$$t && \
	  build/fuzz/fuzz/fuzz_$$t -max_total_time=$(FUZZ_SECONDS) -max_len=65536 -artifact_prefix=build/fuzz/found_$$t/ \
	    -print_final_stats=0 build/fuzz/found_$$t tests/fuzz/corpus/$$t || exit 1; \
	done
.PHONY: fuzz-binaries
.PHONY: replay replay-binaries

# How fast events are taken, stored, counted and asked for; the stream is made by a program of its own.
$(OUT)/tests/bench_events: tests/bench/events.c $(libraries)
	@mkdir -p $(@D)
	@$(CC) $(ALL_CFLAGS) $< $(libraries) $(ALL_LDFLAGS) $(OTHER_LIBS) -o $@
bench-events: setup-test all $(OUT)/tests/bench_events
	@node tests/bench/events.mjs
.PHONY: bench-events

lint:
	@node tests/lint.mjs

bench: setup-test all
	@node tests/bench/bench.mjs

# The coach on labelled sets (they are not part of the source: DATA_SETS says where they lie).
DATA_SETS ?= ../shared/data
coach-eval: setup-test programs
	@node tests/bench/coach.mjs $(DATA_SETS)
.PHONY: coach-eval
# The methods of the analytics on labelled sets, likewise.
measure-eval: setup-test programs
	@node tests/bench/measure.mjs $(DATA_SETS)
.PHONY: measure-eval
bench-coach: setup-test all
	@node tests/bench/coach_streams.mjs
.PHONY: bench-coach

# Everything: lint, units, corpus, then the real programs behind the real nginx, in Chromium, and killed and starved. The programs
# under test are those with sanitizers, but for the faults (the archive for shared hosting is a release).
test: setup setup-test
	@$(MAKE) --no-print-directory -j2 programs
	@$(MAKE) --no-print-directory -j2 MODE=asan programs
	@$(MAKE) --no-print-directory check spec pages browser faults threads
check: setup-test lint unit replay
spec: programs
	@node --test tests/unit/spec.mjs tests/unit/spec-more.mjs
pages:
	@$(MAKE) --no-print-directory MODE=asan programs
	@NEXUS_BUILD=build/asan node --test --test-concurrency=1 tests/pages/
browser:
	@$(MAKE) --no-print-directory MODE=asan programs
	@NEXUS_BUILD=build/asan FONTCONFIG_FILE=$(CURDIR)/tests/browser/fonts.conf node --test --test-concurrency=1 tests/browser/
# The pictures of the README, from the demo academy.
screenshots: setup-test programs
	@node tests/screenshots.mjs
.PHONY: screenshots
# The coach's threads under the thread sanitizer; the other programs beside it are the ordinary ones.
threads: setup-test programs
	@$(MAKE) --no-print-directory MODE=tsan build/tsan/coach
	@for program in nexus learner admin analytics worker avatar; do ln -sf ../$$program build/tsan/$$program; done
	@NEXUS_BUILD=build/tsan NEXUS_PROGRAMS=$(CURDIR)/build/tsan node --test tests/threads/
.PHONY: threads
faults: programs
	@node --test --test-concurrency=1 tests/faults/*.mjs
.PHONY: spec

-include $(shell find build -name '*.d' 2>/dev/null)

# ---- running, installing ----

# DEMO=0 begins a real academy; PORT and DATA choose where.
run:
	@nginx/setup.sh build run
	@$(MAKE) -s -j$$(nproc) programs
	@DEMO=$${DEMO-1} exec build/nexus serve

setup:
	@nginx/setup.sh build run

setup-test: node_modules/.package-lock.json
	@nginx/setup.sh build run test
node_modules/.package-lock.json: package-lock.json
	@nginx/setup.sh build run test
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# DESTDIR=, PREFIX=/usr/local; see nginx/install.sh for what goes where.
install: programs
	@nginx/install.sh

# build/nexus-dist.tar.gz for shared hosting: plain CGI under Apache.
dist: programs
	@nginx/dist.sh
.PHONY: install dist

clean:
	rm -rf build
