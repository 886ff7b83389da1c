#!/usr/bin/env bash
# Runs a command on YARN with the driver on the cluster, too, and waits for its end:
#
#   HADOOP_CONF_DIR=/etc/hadoop/conf deploy/yarn/submit.sh COMMAND [--config FILE] [--set path.to.key=value]...
#
# A pipeline file on this machine goes along; a URI (hdfs:, s3a:) is read by the driver. Whatever else deploy/latentlake
# heeds, SPARK_HOME, LATENTLAKE_JAR and LATENTLAKE_SPARK_CONF among them, holds here. `deploy/latentlake --master yarn`
# keeps the driver here instead, and what it prints.
#
# Exit status: 0 done, 1 failed (`yarn logs -applicationId ID` tells why), 2 wrong usage or configuration. Stopping this script
# leaves the application running: `yarn application -kill ID` ends it.
set -euo pipefail

latentlake="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)/latentlake"

if [[ -z "${HADOOP_CONF_DIR:-}${YARN_CONF_DIR:-}" ]]; then
  echo "submit.sh: HADOOP_CONF_DIR is not set; let it name the folder of yarn-site.xml, such as /etc/hadoop/conf" >&2
  exit 2
fi

# Refuses here what the driver would refuse minutes later, and could not tell from a failure
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
