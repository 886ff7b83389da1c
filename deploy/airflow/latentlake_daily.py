#!/usr/bin/env python3
"""A day's images, every day: ingest, train, score, embed, explain, evaluate, report.

Copy this file into Airflow's folder of DAGs (Airflow 2.6 or newer). The batch of a day is in LATENTLAKE_INCOMING/DAY and
becomes the image set DAY; the model is trained on the batch of the first day and on that of every Monday. Every command can be
run again, so Airflow may retry it; training then starts from the beginning.

To see the commands, without Airflow:

    export LATENTLAKE_FIRST_DAY=2025-03-03
    python3 latentlake_daily.py --print 2025-03-04

Environment of the processes that read the DAG: scheduler, workers and, from Airflow 3 on, the DAG processor:
    LATENTLAKE_FIRST_DAY  day of the first batch, such as 2025-03-03; must be given
    LATENTLAKE_INCOMING   folder of the batches (default: s3a://lake/incoming)
    LATENTLAKE_PIPELINE   pipeline file, a path or a URI (default: /etc/latentlake/daily.yaml)
    LATENTLAKE            the launcher (default: /opt/latentlake/deploy/latentlake)
Environment of the workers, for the launcher and Spark:
    LATENTLAKE_JAR        the built jar, such as /opt/latentlake/jobs/target/latentlake-jobs.jar; without it, a task builds
                          whenever the sources are newer
    SPARK_MASTER, SPARK_HOME, ... and credentials (AWS_ACCESS_KEY_ID, ...)
"""

import argparse
import os
import shlex
from datetime import date, timedelta

LAUNCHER = os.environ.get("LATENTLAKE", "/opt/latentlake/deploy/latentlake")
PIPELINE = os.environ.get("LATENTLAKE_PIPELINE", "/etc/latentlake/daily.yaml")
INCOMING = os.environ.get("LATENTLAKE_INCOMING", "s3a://lake/incoming").rstrip("/")
if "LATENTLAKE_FIRST_DAY" not in os.environ:
    raise ValueError("set LATENTLAKE_FIRST_DAY to the day of the first batch, such as 2025-03-03")
FIRST_DAY = date.fromisoformat(os.environ["LATENTLAKE_FIRST_DAY"])

# Airflow replaces this by the day, as YYYY-MM-DD
DAY = "{{ ds }}"

# Exit status of a task that has nothing to do today; Airflow then marks it as skipped
SKIPPED = 99


def commands():
    """The command line of every step, by its name, in order. DAY stands for the day."""
    lines = {
        "ingest": _latentlake("ingest", f"data.path={INCOMING}/{DAY}"),
        "train": _latentlake("train"),
        "score": _latentlake("score"),
        "embed": _latentlake("embed"),
        "explain": _latentlake("explain"),
        "evaluate": _latentlake("evaluate"),
        "report": _latentlake("report"),
    }
    first_or_monday = f'[ {DAY} = {FIRST_DAY} ] || [ "$(date -u -d {DAY} +%u)" = 1 ]'
    lines["train"] = f"{first_or_monday} || exit {SKIPPED}; {lines['train']}"
    return lines


def _latentlake(command, *settings):
    words = [LAUNCHER, command, "--config", PIPELINE]
    for setting in [f"data.id={DAY}", *settings]:
        words += ["--set", setting]
    return shlex.join(words)


def dag():
    """The DAG: one step after the other, one day after the other."""
    import pendulum
    from airflow import DAG
    from airflow.timetables.interval import CronDataIntervalTimetable

    try:
        from airflow.providers.standard.operators.bash import BashOperator
    except ImportError:  # before Airflow 3
        from airflow.operators.bash import BashOperator

    with DAG(
        dag_id="latentlake_daily",
        description="Scores, embeds and explains a day's images",
        # Once a day is over; plain "@daily" would mean the day that begins from Airflow 3 on
        schedule=CronDataIntervalTimetable("0 0 * * *", timezone=pendulum.timezone("UTC")),
        start_date=pendulum.datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tz="UTC"),
        # A day that was missed is made up for, but never two at a time: they write the same model and report
        catchup=True,
        max_active_runs=1,
        default_args={
            "retries": 2,
            "retry_delay": timedelta(minutes=10),
            # Airflow stops a step that takes longer; a retry of training starts from the beginning
            "execution_timeout": timedelta(hours=12),
        },
        tags=["latentlake"],
    ) as daily:
        before = None
        for name, line in commands().items():
            step = BashOperator(
                task_id=name,
                bash_command=line,
                skip_on_exit_code=SKIPPED,
                # Steps after a skipped training use the existing model
                trigger_rule="none_failed",
            )
            if before is not None:
                before >> step
            before = step
    return daily


def main():
    """Prints the commands of a day as Airflow runs them."""
    parser = argparse.ArgumentParser(description="Prints the command lines of a day, one a step.")
    parser.add_argument("--print", metavar="DAY", type=date.fromisoformat, required=True, dest="day")
    day = parser.parse_args().day.isoformat()
    for line in commands().values():
        print(line.replace(DAY, day))


if __name__ == "__main__":
    main()
else:
    latentlake_daily = dag()
