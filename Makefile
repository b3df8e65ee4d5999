# What a person types. Everything works on a fresh machine with Python 3.11+ (with venv) and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
TFLITE := $(VENV)-tflite
AUDIT := $(VENV)-audit
SEARCH := $(VENV)-search
HOST ?= 127.0.0.1
# Options of tests/run.py and pytest: TEST_OPTIONS="--repeat-failed --durations=40"
TEST_OPTIONS ?=
# Options of make image, bundle and sbom: docs/image.md
IMAGE_OPTIONS ?=
COMPILE := $(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate --no-emit-index-url
EXTRAS := --extra demo --extra postgresql --extra forecast --extra roster --extra ask-likeness
# A lock is complete, so pip need not resolve: axe-playwright-python's Playwright is left out of it on purpose.
INSTALL := -m pip install --disable-pip-version-check --quiet --no-deps
PYTHON_311 := $(shell $(PYTHON) -c 'import sys; print(sys.version_info[:2] == (3, 11))' 2>/dev/null)

.DEFAULT_GOAL := help
.PHONY: help demo test test-long test-slow test-tflite coverage lint words search audit bench soak soak-week soak-short test-deploy test-wheels image bundle sbom image-compare test-image image-shell soak-image lock clean

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

demo: $(VENV)/.installed  ## start broker, server and two kiosks on virtual cameras
	@exec $(BIN)/zaalgids demo --host $(HOST) $(if $(MUSEUM),--museum "$(MUSEUM)") $(if $(CAMERA),--camera "$(CAMERA)")

test: $(VENV)/.installed-dev  ## run the core of the tests (10 minutes at most); names what this machine left out
	@$(BIN)/python -m tests.run $(TEST_OPTIONS)

test-long: $(VENV)/.installed-dev  ## run the other tests (30 minutes at most), test-tflite among them on Python 3.11
	@$(BIN)/python -m tests.run --long $(TEST_OPTIONS)
	@$(if $(filter --measured,$(TEST_OPTIONS)),$(MAKE) --no-print-directory coverage)
ifeq ($(PYTHON_311),True)
	@$(MAKE) --no-print-directory test-tflite TEST_OPTIONS="$(filter-out --measured,$(TEST_OPTIONS))"
endif

test-slow: $(VENV)/.installed-dev  ## run whole sets of which test-long runs a part, by hand after a change of what they measure
	@$(BIN)/python -m tests.run --slow $(TEST_OPTIONS)

test-tflite: $(TFLITE)/.installed  ## run the core of what sees and infers on tflite-runtime and OpenCV 4.11 (Python 3.11 only)
	@$(TFLITE)/bin/python -m tests.run $(TEST_OPTIONS) tests/models tests/device/recognition tests/device/footfall tests/device/camera

coverage: $(VENV)/.installed-dev  ## compare what the last test runs covered with the floor; first: make test test-long TEST_OPTIONS=--measured
	@$(BIN)/python -m tests.coverage_floor

lint: $(VENV)/.installed-dev  ## check style, types and which way the imports run
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

words: $(VENV)/.installed  ## bring web/words up to the sentences in the code
	@$(BIN)/python -m web.extract

search: $(SEARCH)/.installed  ## compile the route search again, after a change of its C (needs the network once)
	@$(SEARCH)/bin/python tour_server/routing/kernel/compile.py

audit: $(AUDIT)/.installed  ## look up known vulnerabilities of every pinned package (needs the network)
	@$(AUDIT)/bin/python -m tests.audit

bench: $(VENV)/.installed-dev  ## measure speeds, as ratios against something real in the same run
	@OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python -m tests.bench

soak: $(VENV)/.installed-dev  ## run 200 fault rounds, then a whole kiosk through a day of visits (three hours)
	@ZAALGIDS_FAULT_ROUNDS=200 $(BIN)/python -m pytest -q -s tests/journeys/test_faults.py
	@$(BIN)/python -m tests.soak --speech

soak-week: $(VENV)/.installed-dev  ## run a whole kiosk through a week of visits by touch, and fit how its memory grows (an hour)
	@$(BIN)/python -m tests.soak_week

soak-short: $(VENV)/.installed-dev  ## run a whole kiosk through twelve visits (five minutes)
	@$(BIN)/python -m pytest -q tests/journeys/short_soak.py

test-image: $(VENV)/.installed-dev  ## drive the built image in QEMU: updates, power cuts, watchdog, bad disks (an hour; IMAGE=FOLDER, STEP=NAME, SLOWNESS=10 on a busy host)
	@$(BIN)/python -m tests.image.run $(if $(IMAGE),--image "$(IMAGE)") $(if $(STEP),--only "$(STEP)") $(if $(SLOWNESS),--slowness $(SLOWNESS))

image-shell: $(VENV)/.installed-dev  ## start the built image in QEMU, with its console on this terminal (IMAGE=FOLDER)
	@$(BIN)/python -m tests.image.by_hand $(if $(IMAGE),--image "$(IMAGE)")

soak-image: $(VENV)/.installed-dev  ## cut the power of the built image 30 times in each way (some hours)
	@$(BIN)/python -m tests.image.run --soak --kills 30 $(if $(IMAGE),--image "$(IMAGE)")

test-deploy: $(VENV)/.installed-dev  ## install server and kiosk in a Debian of their own, and build the containers (root; mmdebstrap, systemd-container, buildah)
	@$(BIN)/python -m tests.deploy_in_debian
	@$(BIN)/python -m tests.server_in_debian
	@$(BIN)/python -m tests.server_in_debian --sqlite --acme
	@$(BIN)/python -m tests.server_in_containers

test-wheels: $(VENV)/.installed-dev  ## look for a wheel of every pin, for Python 3.11 and 3.13, x86-64 and 64-bit Arm
	@$(BIN)/python -m tests.wheels

image: $(VENV)/.installed-dev  ## build the kiosk's card image, its bundle and its bill of materials (root; docs/image.md)
	@$(BIN)/python -m deploy.image image $(IMAGE_OPTIONS)

bundle: $(VENV)/.installed-dev  ## sign the last build's bundle anew: IMAGE_OPTIONS="--certificate FILE --key FILE"
	@$(BIN)/python -m deploy.image bundle $(IMAGE_OPTIONS)

sbom: $(VENV)/.installed-dev  ## write the last build's bill of materials anew (CycloneDX)
	@$(BIN)/python -m deploy.image sbom $(IMAGE_OPTIONS)

image-compare: $(VENV)/.installed-dev  ## say what differs between two images: ONE=FILE OTHER=FILE
	@$(BIN)/python -m deploy.image compare $(ONE) $(OTHER)

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: locks/default.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python $(INSTALL) --require-hashes -r locks/default.txt
	$(BIN)/python $(INSTALL) --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed locks/dev.txt
	$(BIN)/python $(INSTALL) --require-hashes -r locks/dev.txt
	@touch $@

$(TFLITE)/.installed: locks/tflite.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and "tflite-runtime has wheels for Python 3.11 only: make test-tflite PYTHON=python3.11")'
	$(PYTHON) -m venv $(TFLITE)
	$(TFLITE)/bin/python $(INSTALL) --require-hashes -r locks/tflite.txt
	$(TFLITE)/bin/python $(INSTALL) --no-build-isolation --editable .
	@touch $@

$(AUDIT)/.installed: locks/audit.txt
	$(PYTHON) -m venv $(AUDIT)
	$(AUDIT)/bin/python $(INSTALL) --require-hashes -r locks/audit.txt
	@touch $@

$(SEARCH)/.installed: locks/search.txt
	$(PYTHON) -m venv $(SEARCH)
	$(SEARCH)/bin/python $(INSTALL) --require-hashes -r locks/search.txt
	@touch $@

lock: | $(VENV)/bin/python  ## resolve the locks again (needs the network)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet uv
	$(COMPILE) --universal --python-version 3.11 $(EXTRAS) pyproject.toml locks/build.in -o locks/default.txt
	$(COMPILE) --universal --python-version 3.11 --extra kiosk pyproject.toml -c locks/default.txt -o locks/kiosk.txt
	$(COMPILE) --universal --python-version 3.11 --extra server --extra postgresql --extra forecast --extra roster --extra ask-likeness pyproject.toml -c locks/default.txt -o locks/server.txt
	$(COMPILE) --universal --python-version 3.11 $(EXTRAS) --group dev pyproject.toml locks/build.in -c locks/default.txt -o locks/dev.txt
	$(COMPILE) --python-version 3.11 --extra kiosk-without-inference --extra server-without-inference --extra museum-of-pattern --extra tflite --extra postgresql --group dev pyproject.toml locks/build.in -o locks/tflite.txt
	$(COMPILE) --universal --python-version 3.11 --group pyproject.toml:audit -o locks/audit.txt
	$(COMPILE) --universal --python-version 3.11 --group pyproject.toml:search -o locks/search.txt

clean:  ## remove the environments and what was built
	rm -rf $(VENV) $(TFLITE) $(AUDIT) build *.egg-info var .coverage .coverage.*
