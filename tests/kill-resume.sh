#!/usr/bin/env bash
# Kills `fathom train` with SIGKILL at random moments and resumes it until it is done, N times: the weights must be those of a run that nobody killed, byte for byte, and
# every directory must stay readable. Checkpoints every 7 steps, in the middle of epochs; another number of threads at each resumption.
# Usage: bash tests/kill-resume.sh [N=10] [SEED=1]. Needs a Release build of the command; prints "N passed, N failed".
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
TIMES=${1:-10}
RANDOM=${2:-1}
FATHOM=${FATHOM:-dotnet $PWD/src/Fathom.Cli/bin/Release/net10.0/Fathom.Cli.dll}
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
cd "$WORK" || exit 1

# Shuffled rows, masks, running statistics and schedules in all of them; augmented images made in the background, recurrent layers, several networks side by side.
TRAININGS=(
    "digits --model cnn --augment shift,rotate:5 --limit 900 --epochs 4 --schedule one-cycle"
    "digits --hidden 64,32 --normalization batch --dropout 0.3 --epochs 12 --schedule warmup-cosine --sampler balanced"
    "digits --hidden 64 --dropout 0.2 --epochs 25 --patience 2 --lr 0.02 --schedule plateau"
    "text poem.txt --model lstm --width 48 --layers 2 --context 32 --dropout 0.2 --epochs 6"
    "text poem.txt --model gpt --width 32 --layers 2 --context 32 --dropout 0.1 --steps 60"
    "series airline --epochs 60 --members 3 --patience 0"
)
for i in $(seq 400); do
    echo "line $i of a poem, with $((i * 7919 % 1000)) words and $((i * 104729 % 97)) rhymes"
done >poem.txt

milliseconds() { echo $(($(date +%s%N) / 1000000)); }

declare -a EXPECTED LASTS
for i in "${!TRAININGS[@]}"; do
    begin=$(milliseconds)
    # shellcheck disable=SC2086
    $FATHOM train ${TRAININGS[$i]} --out "whole$i" --checkpoint-every 7 >log 2>&1 || { cat log; echo "0 passed, 1 failed"; exit 1; }
    LASTS[i]=$(($(milliseconds) - begin))
    EXPECTED[i]=$(sha256sum <"whole$i/model.safetensors")
    rm -rf "whole$i"
done

passed=0 failed=0 kills=0
for n in $(seq "$TIMES"); do
    i=$((n % ${#TRAININGS[@]}))
    run="run$n"
    command="train ${TRAININGS[$i]} --out $run --checkpoint-every 7"
    for attempt in 1 2 3 4 5 6 7 8; do
        # The first half of the attempts is killed, anywhere between start and end; then it may finish.
        # shellcheck disable=SC2086
        $FATHOM $command --threads $((1 + (n + attempt) % 3)) >log 2>&1 &
        process=$!
        if [ "$attempt" -le $((1 + n % 3)) ]; then
            sleep "$(printf '0.%03d' $((RANDOM * LASTS[i] / 32768 % 1000)))"
            [ "${LASTS[i]}" -gt 1000 ] && sleep "$((RANDOM % (LASTS[i] / 1000)))"
            kill -KILL "$process" 2>/dev/null && kills=$((kills + 1))
        fi
        wait "$process" 2>/dev/null
        code=$?
        [ "$code" -eq 137 ] || break
        # Killed before the directory stood: there is nothing to resume, and the same command may be given again.
        if [ -d "$run" ]; then
            command="train --resume $run"
        fi
    done

    if [ "$code" -eq 0 ] && [ "$(sha256sum <"$run/model.safetensors")" = "${EXPECTED[i]}" ] && [ -s "$run/report.html" ] && [ -z "$(find "$run" -name "*.tmp-*" -o -name lock)" ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        echo "training $n ($command; code $code) differs or failed:"
        tail -n 3 log
        ls "$run" "$run/checkpoints" 2>/dev/null
        cp -r "$run" "/tmp/kill-resume-failed-$n" 2>/dev/null
    fi
    rm -rf "$run" ./*.tmp-*
done

echo "$kills processes killed in $TIMES trainings"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
