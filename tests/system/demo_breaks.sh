#!/usr/bin/env bash
# Each way to tamper with the demo breaks the one statement it is about, and the program says so by its exit code.
#   demo_breaks.sh PROGRAM
set -uo pipefail
program=$1
status=0
mapfile -t sound < <("$program" demo --check 2>/dev/null)
points=(match names edit revert merge create restart echo)
if [[ ${#sound[@]} -ne ${#points[@]} ]]; then echo "expected ${#points[@]} statements, got ${#sound[@]}"; exit 1; fi

for n in "${!points[@]}"; do
  folder=$(mktemp -d)
  mapfile -t lines < <("$program" demo --check --data "$folder" --break "${points[$n]}" 2>/dev/null; echo "exit $?")
  rm -rf "$folder"
  expected=("${sound[@]}" "exit 1")
  expected[n]="FAILED  ${sound[$n]#ok      }"
  if [[ ${lines[*]} == "${expected[*]}" ]]; then
    echo "ok      --break ${points[$n]}"
  else
    printf 'FAILED  --break %s\n' "${points[$n]}"
    printf '  %s\n' "${lines[@]}"
    status=1
  fi
done
exit $status
