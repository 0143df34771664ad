# Builds, tests and installs lsof. `./Configure linux` first, or the defaults are in force.
#
#   make                      ./lsof, optimised, with the Swift runtime inside
#   make check                all tests, and the comparison with LSOF_REF where there is one
#   make test                 unit tests alone
#   make lint                 swift format, shellcheck, and the lengths of lines and files
#   make compare LSOF_REF=F   the comparison alone, with F as the reference; LSOF_SCAN chooses one of its two runs
#   make users LSOF_REF=F     programs that call lsof: with F, and with this one
#   make stress               file systems that hang, races, growth
#   make kernels LSOF_REF=F   other kernels, in emulated machines; KERNELS="bookworm trixie sid" says which
#   make scale LSOF_REF=F     growth alone, with large numbers and beside F
#   make check-release        what a release must be; builds several times
#   make debian-package       Debian's packages, built and tried in a system of their own; SUITE=sid
#   make fuzz                 made-up command lines, and libFuzzer on each parser for FUZZ_SECONDS
#   make sanitize             unit tests and listings under the address and the thread sanitizer
#   make budgets              counts system calls, and fails where a work costs more than it may
#   make bench LSOF_REF=F     times of both, and the least that procfs takes; BENCH="--marks --large" for a part
#   make install              DESTDIR, PREFIX, GRP and MODE say where and how
#   make install-strip, uninstall, clean, distclean, dist

SHELL = /bin/sh
SWIFT ?= swift
STRIP ?= strip
INSTALL ?= install

# Where things go. BIN is the directory of the program, DOC and DOC7 are those of its man pages.
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
BIN ?= $(BINDIR)
DOC ?= $(MANDIR)/man8
DOC7 ?= $(MANDIR)/man7
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions
FISHDIR ?= $(PREFIX)/share/fish/vendor_completions.d
# COMPLETIONS=no leaves the completions out.
COMPLETIONS ?= yes

# The group and the mode of the program; an empty GRP leaves the group alone.
GRP ?= kmem
MODE ?= $(if $(GRP),2755,755)

# Where Swift builds. Its caches go there too, so that $HOME need not exist.
BUILD ?= .build
whole = $(if $(filter /%,$(BUILD)),$(BUILD),$(CURDIR)/$(BUILD))
# More options for swift build, such as `-j 2`.
BUILDFLAGS ?=

version = $(shell sed -n 's/.*port = "\(.*\)"/\1/p' Sources/Version/Release.swift)
name = lsof-swift-$(version)

places = --scratch-path $(BUILD) --cache-path $(BUILD)/cache --config-path $(BUILD)/config \
  --security-path $(BUILD)/security
# No path of the build's directory stays in the binary.
maps = -Xcc "-ffile-prefix-map=$(CURDIR)=." -Xswiftc -file-prefix-map -Xswiftc "$(CURDIR)=."
# Debug information is in the format that dwz and debugedit read, and names no cached module, whose file name
# depends on the build's directory.
debug = -Xcc -gdwarf-4 -Xswiftc -Xfrontend -Xswiftc -no-clang-module-breadcrumbs
# A directory for the linker. libstdc++, which the Swift runtime needs, is in it as an archive alone, so that it
# goes into the program; and a script leaves out the modules' hashes, which depend on the build's directory, and
# .debug_names, an index for debuggers that dwz refuses. The build id is a sum of all that is in the program.
linker = $(BUILD)/linker
linking = --static-swift-stdlib --disable-local-rpath -Xswiftc -use-ld=lld -Xlinker "-L$(whole)/linker" \
  -Xlinker -T -Xlinker "$(whole)/linker/script" -Xswiftc -Xclang-linker -Xswiftc -static-libgcc \
  -Xlinker --icf=all -Xlinker --build-id=sha1 -Xlinker --no-export-dynamic \
  -Xlinker -z -Xlinker relro -Xlinker -z -Xlinker now -Xlinker -z -Xlinker noexecstack
# What only GCC understands is left out, and link-time optimisation, in which Swift's modules have no part.
foreign = -specs=% -flto% -ffat-lto-objects
# _FORTIFY_SOURCE gives calls of the C library a second declaration each, and Swift can't choose between them.
# -Wp comes after both ways in which distributions define it.
given = $(foreach flag,$(filter-out $(foreign),$(CFLAGS) $(CPPFLAGS)),-Xcc $(flag)) \
  -Xcc -Wp,-U_FORTIFY_SOURCE $(foreach flag,$(SWIFTFLAGS),-Xswiftc $(flag)) \
  $(foreach flag,$(filter-out $(foreign),$(LDFLAGS)),-Xswiftc -Xclang-linker -Xswiftc $(flag))
swift = XDG_CACHE_HOME="$(whole)/cache" $(SWIFT)
# Debian's Swift lacks the library of Testing's overlay for Foundation, which no test here uses.
overlays = -Xswiftc -Xfrontend -Xswiftc -disable-cross-import-overlays
release = $(swift) build -c release $(places) $(linking) $(maps) $(given) $(debug) $(BUILDFLAGS)

bin = $(BUILD)/release

.PHONY: all lsof current settings programs linker test lint check check-release debian-package manual budgets compare users \
  stress kernels scale fuzz sanitize tools bench install install-strip uninstall clean distclean dist
.NOTPARALLEL:

all: lsof

# Only Swift knows whether the program is up to date, so it is asked each time. But what it builds anew
# after a change can disagree with what it keeps of other modules, whose code it takes across their borders:
# a changed source begins a release build from nothing, which takes seconds. What was built from which sources
# is kept as their checksums; a time says little of a file that was copied or unpacked.
sums = find Makefile Package.swift Sources -type f -exec cksum {} + | sort
lsof: settings programs linker
	@$(sums) >$(BUILD)/begun
	@[ ! -e $(BUILD)/built ] || cmp -s $(BUILD)/begun $(BUILD)/built || rm -rf $(BUILD)/*/release $(BUILD)/built
	$(release) --product lsof
	@cp $(bin)/lsof lsof.new && $(STRIP) lsof.new
	@if cmp -s lsof.new lsof; then rm lsof.new; else mv lsof.new lsof; fi
	@mv $(BUILD)/begun $(BUILD)/built

# ./lsof as it was built, with whatever flags and symbols, unless the sources are others by now or the build
# failed: what is tested and installed is that one.
current:
	@[ -x lsof ] && [ ! -e $(BUILD)/begun ] && { [ ! -e $(BUILD)/built ] || $(sums) | cmp -s - $(BUILD)/built; } \
	  || $(MAKE) lsof

settings:
	@./Configure -check

# The BPF programs, for what Configure calls HASBPF.
programs:
	@SWIFT="$(SWIFT)" Sources/CBPF/generate

linker:
	@mkdir -p $(linker)
	@echo 'SECTIONS { /DISCARD/ : { *(.swift_modhash .debug_names) } } INSERT AFTER .comment;' >$(linker)/script
	@archive=`$(CC) -print-file-name=libstdc++.a` && case $$archive in \
	  /*) ln -sf "$$archive" $(linker)/libstdc++.a ;; \
	  *) echo "make: no libstdc++.a here; ./Configure -n linux says which package has it" >&2; exit 1 ;; \
	esac

# How lsof is to find open files where a test is about something else. Tests of calls, of limits, of what is opened would
# see a program loaded where root lists them on a machine with many open files, and nothing of it elsewhere. They are
# about procfs; Tests/scan is about the choice, and budgets, comparison and races do both.
by_procfs = LSOF_SCAN=procfs

check: current manual
	Tests/configure
	Tests/install
	Tests/completions
	$(by_procfs) Tests/environment ./lsof
	$(by_procfs) Tests/places ./lsof
	$(by_procfs) Tests/privilege ./lsof
	$(by_procfs) Tests/containers ./lsof
	Tests/scan ./lsof
	Tests/trees ./lsof
	Tests/paths ./lsof
	@command -v python3 >/dev/null || { echo "lsfd: SKIPPED: there is no python3"; exit 0; }; \
	$(by_procfs) Tests/lsfd ./lsof || [ $$? = 77 ]
	Tests/reports ./lsof
	$(MAKE) test
	$(MAKE) budgets
	$(MAKE) stress
	@skip() { echo "The comparison is SKIPPED: $$1, and LSOF_REF is not set."; exit 0; }; \
	reference=$(LSOF_REF); \
	if [ -z "$$reference" ]; then \
	  reference=`command -v lsof` || skip "there is no lsof in PATH"; \
	  case `$$reference -v 2>&1` in \
	    *Swift*) skip "$$reference is this program" ;; \
	    *"revision: 4.99."*) ;; \
	    *) skip "$$reference is older than 4.99" ;; \
	  esac; \
	fi; \
	$(MAKE) -k compare users LSOF_REF="$$reference"

# Unit tests, in a debug build.
test: settings programs
	$(swift) test $(places) $(overlays) $(BUILDFLAGS)

lint:
	@SWIFT="$(SWIFT)" Tests/lint

# Minutes of building: the same bytes in two directories, hardening, every option of Configure.
check-release:
	SWIFT="$(SWIFT)" Tests/release

# Debian's packages, built and tried in a system of their own, which is kept in $(BUILD)/debian.
SUITE ?= sid
debian-package:
	@Tests/debian-package $(SUITE) $(BUILD)/debian || [ $$? = 77 ]

# The man page has every option, and both formatters like it.
manual:
	@Tests/manual ./lsof man/lsof.8 man/lsof-examples.7

budgets: current tools
	$(bin)/Bench --budgets ./lsof

compare: current tools
	@[ -n "$(LSOF_REF)" ] || { echo "make: compare with which? make compare LSOF_REF=/path" >&2; exit 1; }
	@status=0; for method in $${LSOF_SCAN:-procfs bpf}; do \
	  can=`./lsof --scan=$$method -v 2>&1 | sed -n 's/.*--scan: //p'`; \
	  case $$method:$$can in bpf:*not* | bpf:procfs) echo "compare: SKIPPED by BPF: $$can" && continue ;; esac; \
	  echo "compare: by $$method"; \
	  LSOF_SCAN=$$method $(bin)/Compare $(LSOF_REF) ./lsof || status=1; \
	done; exit $$status

# What programs that call lsof make of this one and of the reference.
users: current
	@$(by_procfs) LSOF_REF="$(LSOF_REF)" Tests/users ./lsof || [ $$? = 77 ]

# Minutes of processes that come and go, and of mounts that don't answer; both in namespaces of their own.
stress: current tools
	@for kind in hangs races repeats "scale -q"; do \
	  $(bin)/Stress $$kind ./lsof || [ $$? = 77 ] || failed=yes; done; [ -z "$$failed" ]

# Minutes for each kernel, and hundreds of megabytes in the build directory.
KERNELS ?= bookworm trixie sid
kernels: current tools
	@BUILD="$(whole)" LSOF_REF="$(LSOF_REF)" SCENES="$(SCENES)" PART="$(PART)" Tests/kernels/run $(KERNELS) || \
	  [ $$? = 77 ]

scale: current tools
	@$(bin)/Stress scale ./lsof $(LSOF_REF)

bench: current tools
	@[ -n "$(LSOF_REF)" ] || { echo "make: race with which? make bench LSOF_REF=/path" >&2; exit 1; }
	$(bin)/Bench $(BENCH) $(LSOF_REF) ./lsof

# How long libFuzzer works on each parser, and how many command lines are made up.
FUZZ_SECONDS ?= 60
FUZZ_LINES ?= 10000
fuzz: current tools
	$(bin)/FuzzCommandLines --count $(FUZZ_LINES) ./lsof
	LSOF_FUZZ=1 $(swift) build -c release --product FuzzParsers --scratch-path $(BUILD)/fuzz \
	  -Xswiftc -enable-testing -Xswiftc -sanitize=fuzzer,address -Xcc -DHAS_OTHER_ALLOCATOR \
	  -Xswiftc -use-ld=lld $(BUILDFLAGS)
	Tests/fuzz-parsers $(BUILD)/fuzz/release/FuzzParsers $(FUZZ_SECONDS)

# The comparison itself is an ordinary program.
sanitize: tools
	SWIFT='$(swift)' BUILD="$(BUILD)" BUILDFLAGS="$(BUILDFLAGS)" Tests/sanitize $(bin)/Compare

tools: programs linker
	$(release) --product OpenFiles
	$(release) --product Compare
	$(release) --product Bench
	$(release) --product Floor
	$(release) --product Stress
	$(release) --product FuzzCommandLines

# The program goes in first, under another name: it alone can fail for its group, and then nothing is
# installed.
program = $(DESTDIR)$(BIN)/lsof
install: current
	@mkdir -p $(BUILD) && $(INSTALL) -m $(MODE) $(addprefix -g ,$(GRP)) /dev/null $(BUILD)/trial || { \
	  echo "make: nothing was installed: can't give group \`$(GRP)' and mode $(MODE). The group does not" >&2; \
	  echo "make: exist, or only root may. To install without a group: make install GRP= MODE=755" >&2; \
	  exit 1; }
	@rm -f $(BUILD)/trial
	$(INSTALL) -d $(DESTDIR)$(BIN) $(DESTDIR)$(DOC) $(DESTDIR)$(DOC7)
	$(INSTALL) -m $(MODE) $(addprefix -g ,$(GRP)) $(STRIPPED) lsof $(program).new
	$(INSTALL) -m 444 man/lsof.8 $(DESTDIR)$(DOC)/lsof.8
	$(INSTALL) -m 444 man/lsof-examples.7 $(DESTDIR)$(DOC7)/lsof-examples.7
	mv -f $(program).new $(program)
ifneq ($(COMPLETIONS),no)
	$(INSTALL) -d $(DESTDIR)$(BASHDIR) $(DESTDIR)$(ZSHDIR) $(DESTDIR)$(FISHDIR)
	$(INSTALL) -m 644 Completions/lsof.bash $(DESTDIR)$(BASHDIR)/lsof.bash
	$(INSTALL) -m 644 Completions/_lsof $(DESTDIR)$(ZSHDIR)/_lsof
	$(INSTALL) -m 644 Completions/lsof.fish $(DESTDIR)$(FISHDIR)/lsof.fish
endif

# For a build with STRIP=: that kept its symbols.
install-strip:
	$(MAKE) install STRIPPED=-s

uninstall:
	rm -f $(program) $(DESTDIR)$(DOC)/lsof.8 $(DESTDIR)$(DOC7)/lsof-examples.7 $(DESTDIR)$(BASHDIR)/lsof.bash \
	  $(DESTDIR)$(ZSHDIR)/_lsof $(DESTDIR)$(FISHDIR)/lsof.fish

clean:
	rm -rf $(BUILD) lsof lsof.new dist
	Sources/CBPF/generate -clean

distclean: clean
	./Configure -clean

# The files that git keeps, or that this archive came with, and a list of them for Configure.
dist:
	@rm -rf dist && mkdir -p dist/$(name)
	@if [ -f Inventory ]; then cat Inventory; else git ls-files && echo Inventory; fi >dist/list
	@tar -cf - `grep -vx Inventory dist/list` | tar -xf - -C dist/$(name)
	@mv dist/list dist/$(name)/Inventory
	@date=$${SOURCE_DATE_EPOCH:-`git log -1 --format=%ct 2>/dev/null || echo 0`}; \
	  tar -C dist --sort=name --owner=0 --group=0 --numeric-owner --mtime=@$$date -cf - $(name) \
	  | gzip -n9 >dist/$(name).tar.gz
	@rm -rf dist/$(name)
	@echo dist/$(name).tar.gz
