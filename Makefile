# What a person types. Everything works on a fresh machine with Python 3.11+ (with venv) and make.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
TFLITE := $(VENV)-tflite
HOST ?= 127.0.0.1
COMPILE := $(BIN)/uv pip compile --quiet --generate-hashes --no-header --no-annotate --no-emit-index-url

.PHONY: demo test test-tflite lint words bench soak test-deploy test-wheels lock clean

demo: $(VENV)/.installed  ## broker, server and two kiosks on virtual cameras
	@exec $(BIN)/zaalgids demo --host $(HOST) $(if $(MUSEUM),--museum "$(MUSEUM)") $(if $(CAMERA),--camera "$(CAMERA)")

test: $(VENV)/.installed-dev  ## everything this machine can run; names what it left out
	@$(BIN)/python -m tests.run

test-tflite: $(TFLITE)/.installed  ## what sees and infers, on tflite-runtime and OpenCV 4.11 (Python 3.11 alone)
	@$(TFLITE)/bin/python -m tests.run tests/models tests/device/recognition tests/device/footfall tests/device/camera

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

words: $(VENV)/.installed  ## brings web/words up to the sentences in the code
	@$(BIN)/python -m web.extract

bench: $(VENV)/.installed-dev  ## speeds, as ratios against something real in the same run
	@OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1 $(BIN)/python -m tests.bench

soak: $(VENV)/.installed-dev  ## the long ones: 200 fault rounds
	@ZAALGIDS_FAULT_ROUNDS=200 $(BIN)/python -m pytest -q -s tests/journeys/test_faults.py

test-deploy: $(VENV)/.installed-dev  ## installs server and kiosk in a Debian root of its own (root, mmdebstrap)
	@$(BIN)/python -m tests.deploy_in_debian

test-wheels: $(VENV)/.installed-dev  ## a wheel of every pin, for Python 3.11 and 3.13, x86-64 and 64-bit Arm
	@$(BIN)/python -m tests.wheels

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: locks/default.txt pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r locks/default.txt
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed locks/dev.txt
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r locks/dev.txt
	@touch $@

$(TFLITE)/.installed: locks/tflite.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) and "tflite-runtime has wheels for Python 3.11 alone: make test-tflite PYTHON=python3.11")'
	$(PYTHON) -m venv $(TFLITE)
	$(TFLITE)/bin/python -m pip install --disable-pip-version-check --quiet --require-hashes -r locks/tflite.txt
	$(TFLITE)/bin/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@touch $@

lock: | $(VENV)/bin/python  ## resolve again; needs the network
	$(BIN)/python -m pip install --disable-pip-version-check --quiet uv
	$(COMPILE) --universal --python-version 3.11 --extra litert --extra postgresql pyproject.toml locks/build.in -o locks/default.txt
	$(COMPILE) --universal --python-version 3.11 --extra litert --extra postgresql --group dev pyproject.toml locks/build.in -c locks/default.txt -o locks/dev.txt
	$(COMPILE) --python-version 3.11 --extra tflite --extra postgresql --group dev pyproject.toml locks/build.in -o locks/tflite.txt

clean:
	rm -rf $(VENV) $(TFLITE) build *.egg-info var
