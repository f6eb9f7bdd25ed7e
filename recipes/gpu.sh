#!/usr/bin/env bash
# Train the bundled models on a machine with one GPU that is there for minutes only; the same call goes on.
#
#     recipes/gpu.sh OUT [--rehearse]
#
# A bare machine without network will do: python3 with torch, transformers, accelerate, numpy and pillow, and a folder
# WHEELS with the rest of what the package needs. PYTHON names another interpreter. MINUTES bounds the whole call; each
# part has nine at most. Parts that the recipe lacks are skipped, and one that fails does not stop those after it.
# OUT/models gets what is finished: half precision, no file above 16 MiB. --rehearse goes through all of it in a
# minute, on the processor.
set -uo pipefail

[ $# -ge 1 ] || { sed -n '4,11s/^# \{0,1\}//p' "$0" >&2; exit 2; }
out=$1
here=$(cd "$(dirname "$0")" && pwd)
python=${PYTHON:-python3}
recipe=$here/gpu.toml device=cuda workers=$(nproc) threads=2
if [ "${2:-}" = --rehearse ]; then recipe=$here/rehearsal.toml device=cpu workers=0 threads=1; fi
mkdir -p "$out" || exit 1

export PYTHONPATH=$here/../src${PYTHONPATH:+:$PYTHONPATH}
if [ -n "${WHEELS:-}" ]; then
  site=$out/.site
  "$python" -m pip install -q --no-index --no-deps --no-compile --upgrade --target "$site" "$WHEELS"/*.whl || exit 1
  PYTHONPATH=$PYTHONPATH:$site # after the machine's own packages where both have one
fi
export TOKENIZERS_PARALLELISM=false PYTHONUNBUFFERED=1

left() { # minutes for a part: nine, or what MINUTES leaves
  "$python" -c 'import sys; most, spent = map(float, sys.argv[1:]); print(round(max(0, min(9, most - spent / 60)), 2))' \
    "${MINUTES:-1e9}" "$SECONDS"
}

failed=
for part in clip autoencoder painter recogniser edit segmenter captioner; do
  grep -q "^\[$part\]" "$recipe" || continue
  minutes=$(left)
  if [ "$minutes" = 0 ] || [ "$minutes" = 0.0 ]; then
    echo "the time is over; the same call goes on with $part." >&2
    break
  fi
  echo "$part: at most $minutes minutes" >&2
  "$python" -c 'from comenius.cli.main import run; run()' train "$recipe" --out "$out" --part "$part" \
    --device "$device" --workers "$workers" --threads "$threads" --max-minutes "$minutes" --json | tee -a "$out/reports.jsonl"
  [ "${PIPESTATUS[0]}" = 0 ] || failed="$failed $part"
done

"$python" "$here/pack.py" "$out" || failed="$failed pack"
[ -z "$failed" ] || { echo "failed:$failed" >&2; exit 1; }
