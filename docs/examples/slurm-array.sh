#!/usr/bin/env bash
# A run as a Slurm job array: each task simulates a range of blocks into a shard of its own, then one job merges them.
#
#   slurm-array.sh TASKS BLOCKS RESULT SCENARIO [OPTION of `convoyrisk run`]...
#   slurm-array.sh 16 400 out/karakoram.h5 scenarios/karakoram.yaml --replications 102400
#
# BLOCKS is the number of blocks of the run: replications / 256, rounded up; with uncertainty, the draws. Shards lie in
# RESULT.shards/. Given again, the same command goes on from what there is: what a time limit, a dead node or scancel cut
# off is resumed. To be set from outside: CONVOYRISK (the program), CPUS (cores of a task; default 1), and sbatch's own
# variables (SBATCH_PARTITION, SBATCH_TIMELIMIT, SBATCH_ACCOUNT, ...).
set -euo pipefail

program=${CONVOYRISK:-convoyrisk}

# simulate TASKS BLOCKS RESULT SCENARIO [OPTION]...: what one task of the array does.
simulate() {
  local tasks=$1 blocks=$2 result=$3 task=$SLURM_ARRAY_TASK_ID
  shift 3
  local first=$((task * blocks / tasks)) end=$(((task + 1) * blocks / tasks))
  exec srun --ntasks=1 --cpus-per-task="$SLURM_CPUS_PER_TASK" \
    "$program" run "$@" --blocks "$first..$end" --output "$(shard "$result" "$task")" --resume \
    --threads "$SLURM_CPUS_PER_TASK" --quiet
}

# shard RESULT TASK
shard() { printf '%s.shards/%05d.h5' "$1" "$2"; }

# submit TASKS BLOCKS RESULT SCENARIO [OPTION]...
submit() {
  local tasks=$1 blocks=$2 result=$3 name array merge
  name=convoyrisk:$(basename "$result")
  ((1 <= tasks && tasks <= blocks)) || { echo "TASKS must be from 1 to BLOCKS" >&2; exit 2; }
  # Two jobs must never write to one shard; a task that was requeued may still wait.
  [[ -z $(squeue --noheader --me --name="$name") ]] || { echo "job $name is queued already" >&2; exit 2; }
  mkdir -p "$result.shards"
  # SIGINT a minute before the time limit: the program then writes down the blocks that it has.
  array=$(sbatch --parsable --job-name="$name" --array="0-$((tasks - 1))" --cpus-per-task="${CPUS:-1}" --requeue \
    --signal=INT@60 --output="$result.shards/%a.log" --open-mode=append "$0" "$@")
  merge=$(sbatch --parsable --job-name="$name" --dependency="afterok:$array" --kill-on-invalid-dep=yes \
    --output="$result.shards/merge.log" "$0" --merge "$tasks" "$result")
  echo "array job $array, then merge job $merge"
}

# merge TASKS RESULT
merge() {
  local shards=()
  for ((task = 0; task < $1; ++task)); do shards+=("$(shard "$2" "$task")"); done
  exec srun --ntasks=1 "$program" merge "${shards[@]}" --output "$2"
}

if [[ ${1-} == --merge ]]; then
  merge "$2" "$3"
elif (($# < 4)); then
  sed -n '2,/^set/{/^#/p}' "$0" >&2
  exit 2
elif [[ -n ${SLURM_ARRAY_TASK_ID-} ]]; then
  simulate "$@"
else
  submit "$@"
fi
