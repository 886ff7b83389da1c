#!/usr/bin/env bash
# Runs a command on YARN with the driver on the cluster, too, and waits for its end:
#
#   HADOOP_CONF_DIR=/etc/hadoop/conf deploy/yarn/submit.sh COMMAND [--config FILE] [--set path.to.key=value]...
#
# A pipeline file on this machine is sent along; the driver reads a URI (hdfs:, s3a:). The environment of deploy/latentlake
# (SPARK_HOME, LATENTLAKE_JAR, LATENTLAKE_SPARK_CONF, ...) applies here, too. With `deploy/latentlake --master yarn`
# the driver and its output stay on this machine.
#
# Exit status: 0 done, 1 failed (`yarn logs -applicationId ID` tells why), 2 wrong usage or configuration. Stopping this script
# leaves the application running: `yarn application -kill ID` ends it.
set -euo pipefail

latentlake="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)/latentlake"

if [[ -z "${HADOOP_CONF_DIR:-}${YARN_CONF_DIR:-}" ]]; then
  echo "submit.sh: HADOOP_CONF_DIR is not set; let it name the folder of yarn-site.xml, such as /etc/hadoop/conf" >&2
  exit 2
fi

# Refuses a wrong pipeline file here: on the driver it would take minutes and look like a failure
options=()
arguments=("$@")
for ((i = 0; i < $#; i++)); do
  case "${arguments[i]}" in
    --config | --set) options+=("${arguments[@]:i:2}") ;;
    --config=* | --set=*) options+=("${arguments[i]}") ;;
  esac
done
"$latentlake" config --check ${options[@]+"${options[@]}"} --master 'local[1]' > /dev/null

exec "$latentlake" "$@" --master yarn --deploy-mode cluster
