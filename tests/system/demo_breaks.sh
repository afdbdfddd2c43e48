#!/usr/bin/env bash
# Each way to tamper with the demo breaks the one statement it is about, and the program says so by its exit code.
#   demo_breaks.sh PROGRAM PAIR [POINT…]    all points of the pair, or these
# Four are played at a time: each begins with a first load, which waits for both systems' rates more than it works.
set -uo pipefail
program=$1 pair=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
points=(match contacts webhook person edit revert merge policy conflict alike
  catalogue price prospect won unknown ship born invoice credit create kill sale restart echo)
[[ $pair != salesforce-business-central ]] || points+=(delete block merge-two)  # what the other pair hears of in sweeps only
[[ $# -eq 0 ]] || points=("$@")

play() {  # POINT: its own lines and exit code must be one FAILED line and 1
  local point=$1 out
  out=$("$program" demo --check --pair "$pair" --data "$work/$point" --only "$point" --break "$point" 2>"$work/$point.err"; echo "exit $?")
  if [[ $(wc -l <<<"$out") -eq 2 && $out == "FAILED  "*$'\n'"exit 1" ]]; then
    echo "ok      --break $point"
  else
    printf 'FAILED  --break %s\n%s\n' "$point" "$(cat - "$work/$point.err" <<<"$out" | sed 's/^/  /')"
    return 1
  fi
}
export -f play
export program pair work

listed=$("$program" demo --help | grep -A1 -e --only | tr -d '\n ')
for point in "${points[@]}"; do
  if [[ $listed != *"$point"* ]]; then echo "FAILED  no point $point in: $listed"; exit 1; fi
done
printf '%s\n' "${points[@]}" | xargs -P4 -I{} bash -c 'play {}'
