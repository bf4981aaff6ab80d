# `just` lists the recipes.

default:
    @just --list

# Format, lint, tests, documentation: exactly what CI runs.
ci:
    bash .ci/run

# Rewrite every file in the house style.
format:
    cargo fmt

# What clippy says, as errors.
lint:
    cargo clippy --all-targets -- -D warnings

# All tests; those of absent servers count as ignored.
test *ARGS:
    cargo test {{ARGS}}

# The contract suite and the keyring tests; with GPUSTACK_URL, GPUSTACK_ADMIN and GPUSTACK_PASSWORD on that server too.
contract *NAME:
    cargo test --test live -- {{NAME}}

# Generated requests put to gatekey and to LiteLLM's own code (CONTRIBUTING.md names its Python): four seeds, the last one the day's.
oracle CASES="2000":
    for seed in 1 2 3 $(date +%j); do \
        echo "seed $seed" && \
        GATEKEY_TEST_ORACLE_CASES={{CASES}} GATEKEY_TEST_ORACLE_SEED=$seed \
            cargo test --test live -- oracle::gatekey_decides_as_litellm_does || exit 1; \
    done

# Review changed snapshots.
review:
    cargo insta review

# Advisories, licences, sources and duplicate crates. Needs the network, for the database of advisories.
deny:
    cargo deny check

# Ratios against peers, as whole processes.
bench:
    cargo build --release
    benches/commands
    benches/serve
    benches/litellm
    benches/jwt
    benches/access
    cargo build --release --bench rotate_raw
    benches/rotate
    cargo bench --no-run --bench authorize_peer
    benches/authorize

# Fuzz a parser for some minutes: token, key_file, json, picked, base64url, claims. Needs cargo-fuzz and a nightly toolchain.
fuzz TARGET SECONDS="300":
    mkdir -p fuzz/found/{{TARGET}}
    cargo +nightly fuzz run {{TARGET}} fuzz/found/{{TARGET}} fuzz/corpus/{{TARGET}} -- -max_total_time={{SECONDS}}

# Bring README, docs/, completions/ and man/ up to date: outputs of examples, generated tables and files. GPUSTACK_URL adds those on that server.
docs:
    GATEKEY_UPDATE_DOCS=1 cargo test --test suite docs:: -- --test-threads=1
    GATEKEY_UPDATE_DOCS=1 cargo test --test live docs:: -- --test-threads=1
